/**
 * The console: its page at `/`, and what the page asks for under /api/. Everything but the page and the log-in is for who is logged
 * in; on a server that trusts whoever is on this machine, that is everybody who comes from it.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { FailedAttempts } from '../access/failed-attempts.ts';
import { isLoopbackAddress } from './addresses.ts';
import { ConsoleLogins, cookieHeader, isToken, newToken } from './console-logins.ts';
import { overview } from './console-overview.ts';
import { consolePage } from './console-page.ts';
import { runQuery } from './console-query.ts';
import { isSameOrigin } from './host-check.ts';
import { type Answer, HttpError, jsonAnswer, readJson } from './http-request.ts';
import type { ObservabilityOptions, ServedDatabase } from './options.ts';
import { isPasswordOf } from './password-check.ts';

interface Visitor {
  readonly database: ServedDatabase;
  readonly user: string;
  readonly token: string;
}
type Body = Readonly<Record<string, unknown>>;

const passwordCharactersMax = 1024;
const failureBackoffMs = 250;
const failuresMax = 10;

export class ConsoleRoutes {
  private readonly options: ObservabilityOptions;
  private readonly logins = new ConsoleLogins();
  private attempts: FailedAttempts | null = null;
  /** Of the page on a trusting server, which knows no log-ins. */
  private readonly trustToken = newToken();
  private database: ServedDatabase | null = null;
  private readonly running = new AbortController();

  constructor(options: ObservabilityOptions) {
    this.options = options;
  }

  serve(database: ServedDatabase): void {
    this.database = database;
    this.attempts = database.attempts ?? new FailedAttempts(database.core.host, failureBackoffMs, failuresMax);
  }

  close(): void {
    this.running.abort();
  }

  async answer(request: IncomingMessage, path: string): Promise<Answer> {
    const { method, headers, socket } = request;
    const remote = !isLoopbackAddress(socket.remoteAddress ?? '');
    // Whoever is trusted without a password is trusted on this machine only.
    if (remote && (this.options.remoteConsole !== true || this.database?.authentication === 'trust')) {
      throw new HttpError(403, 'the console answers on this machine only');
    }
    if (path === '/') {
      if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, 'only GET and HEAD', { allow: 'GET, HEAD' });
      return consolePage();
    }
    if (!isSameOrigin(headers.host!, headers as { origin?: string })) {
      throw new HttpError(403, 'requests come from the console itself');
    }
    const { database } = this;
    if (database === null) throw new HttpError(503, 'there is no database yet');
    if (path === '/api/state') return this.state(request, database);
    const visitor = path === '/api/login' ? null : this.visitor(request, database);
    if (path === '/api/overview') {
      if (method !== 'GET') throw new HttpError(405, 'only GET', { allow: 'GET' });
      return jsonAnswer(200, await overview(database.core, visitor!.user));
    }
    if (method !== 'POST') throw new HttpError(405, 'only POST', { allow: 'POST' });
    if (visitor !== null && !isToken(headers['x-aiondb-token'], visitor.token)) {
      throw new HttpError(403, 'the token of the page is missing or old: load the page again');
    }
    const body = await readJson(request);
    // The role may have gone while the body was waited for.
    if (visitor !== null) this.visitor(request, database);
    switch (path) {
      case '/api/login':
        return this.login(request, body, database);
      case '/api/logout':
        return this.logout(request);
      case '/api/query':
        return this.query(request, body, visitor!);
      case '/api/explain':
        return this.explain(request, body, visitor!);
      case '/api/cancel':
        return this.signal(body, visitor!, 'pg_cancel_backend');
      case '/api/terminate':
        return this.signal(body, visitor!, 'pg_terminate_backend');
      default:
        throw new HttpError(404, 'there is nothing here');
    }
  }

  // Who it is.

  private known(request: IncomingMessage, database: ServedDatabase): Visitor | null {
    if (database.authentication === 'trust') {
      return { database, user: database.core.bootstrapUser, token: this.trustToken };
    }
    const login = this.logins.find(request.headers.cookie);
    if (login === null) return null;
    if (database.core.catalog.current.roleByName(login.user)?.login !== true) {
      this.logins.remove(login);
      return null;
    }
    return { database, user: login.user, token: login.token };
  }

  private visitor(request: IncomingMessage, database: ServedDatabase): Visitor {
    const visitor = this.known(request, database);
    if (visitor === null) throw new HttpError(401, 'log in first');
    return visitor;
  }

  private state(request: IncomingMessage, database: ServedDatabase): Answer {
    const visitor = this.known(request, database);
    return jsonAnswer(200, {
      authentication: database.authentication,
      database: database.core.name,
      version: this.options.version,
      user: visitor?.user ?? null,
      token: visitor?.token ?? null,
    });
  }

  private async login(request: IncomingMessage, body: Body, { core, authentication }: ServedDatabase): Promise<Answer> {
    if (authentication === 'trust') throw new HttpError(404, 'this server asks for no passwords');
    const { user, password } = body;
    if (typeof user !== 'string' || typeof password !== 'string' || password.length > passwordCharactersMax) {
      throw new HttpError(400, 'user and password are texts');
    }
    const address = request.socket.remoteAddress ?? '';
    const attempts = this.attempts!;
    const lockedMs = attempts.lockedForMs(address);
    if (lockedMs > 0) {
      const seconds = Math.ceil(lockedMs / 1000);
      throw new HttpError(429, `too many failures: try again in ${seconds} s`, { 'retry-after': String(seconds) });
    }
    if (!(await isPasswordOf(core, user, password))) {
      core.statistics.connections.refuse('28P01');
      await delay(attempts.failed(address), null, { ref: false });
      throw new HttpError(401, 'the user or the password is wrong');
    }
    attempts.succeeded(address);
    const login = this.logins.add(user);
    return jsonAnswer(200, { user, token: login.token }, { 'set-cookie': cookieHeader(login.id) });
  }

  private logout(request: IncomingMessage): Answer {
    const login = this.logins.find(request.headers.cookie);
    if (login !== null) this.logins.remove(login);
    return jsonAnswer(200, {}, { 'set-cookie': cookieHeader('') });
  }

  // What it wants.

  private async query(request: IncomingMessage, body: Body, { database, user }: Visitor): Promise<Answer> {
    const text = textOf(body);
    const readOnly = body['readOnly'] !== false;
    const { signal, release } = this.untilGone(request);
    try {
      return jsonAnswer(200, await runQuery(database.core, { user, text, readOnly, signal }));
    } finally {
      release();
    }
  }

  private async explain(request: IncomingMessage, body: Body, { database, user }: Visitor): Promise<Answer> {
    const text = textOf(body);
    const analyze = body['analyze'] === true;
    const readOnly = body['readOnly'] !== false;
    const prefix = `EXPLAIN (FORMAT JSON${analyze ? ', ANALYZE' : ''}) `;
    const { signal, release } = this.untilGone(request);
    try {
      const query = { user, text: prefix + text, readOnly, signal, cellCharactersMax: Number.POSITIVE_INFINITY };
      const outcome = await runQuery(database.core, query);
      const { error, milliseconds, notices, results } = outcome;
      if (error?.position !== undefined) {
        return jsonAnswer(200, {
          error: { ...error, position: error.position - prefix.length },
          milliseconds,
          notices,
        });
      }
      const plan = results[0]?.rows[0]?.[0];
      return jsonAnswer(200, { error, milliseconds, notices, plan: plan == null ? null : JSON.parse(plan) });
    } finally {
      release();
    }
  }

  private async signal(body: Body, { database, user }: Visitor, fn: string): Promise<Answer> {
    const { pid } = body;
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 0 || pid > 2 ** 31 - 1) {
      throw new HttpError(400, 'pid is a whole number');
    }
    const text = `SELECT ${fn}(${pid})`;
    const { error, results } = await runQuery(database.core, { user, text, readOnly: true, untracked: true });
    return jsonAnswer(200, { error, done: results[0]?.rows[0]?.[0] === 't' });
  }

  /** A statement whose page is gone, or whose server stops, is cancelled. */
  private untilGone({ socket }: IncomingMessage): { readonly signal: AbortSignal; release(): void } {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    socket.once('close', abort);
    this.running.signal.addEventListener('abort', abort, { once: true });
    return {
      signal: controller.signal,
      release: () => {
        socket.off('close', abort);
        this.running.signal.removeEventListener('abort', abort);
      },
    };
  }
}

function textOf(body: Body): string {
  const { text } = body;
  if (typeof text !== 'string') throw new HttpError(400, 'text is a text');
  return text;
}
