/** What is answered at which path: health, facts, metrics; the console's paths are its own (console-routes.ts). */
import type { IncomingMessage } from 'node:http';
import { redacted } from '../../common/redact.ts';
import { ConsoleRoutes } from './console-routes.ts';
import { isKnownHost } from './host-check.ts';
import { type Answer, HttpError, jsonAnswer, urlCharactersMax } from './http-request.ts';
import { Metrics } from './metrics.ts';
import type { ObservabilityOptions, ServedDatabase, ServerState } from './options.ts';
import { ProcessStatistics } from './process-statistics.ts';

const secret = /passw|secret|token|credential|private|_key$|^key/i;

export class Endpoint {
  state: ServerState = 'starting';
  private readonly options: ObservabilityOptions;
  private readonly process = new ProcessStatistics();
  private readonly startedMs = performance.now();
  private readonly console: ConsoleRoutes;
  private database: ServedDatabase | null = null;
  private metrics: Promise<Metrics> | null = null;

  constructor(options: ObservabilityOptions) {
    this.options = options;
    this.console = new ConsoleRoutes(options);
  }

  serve(database: ServedDatabase): void {
    this.database = database;
    this.console.serve(database);
  }

  close(): void {
    this.process.close();
    this.console.close();
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    const { method = '', url = '', headers } = request;
    if (!isKnownHost(headers.host, this.options.hostNames ?? [])) {
      throw new HttpError(421, 'this endpoint is not known by the name in the Host header');
    }
    if (url.length > urlCharactersMax) throw new HttpError(414, 'the URL is too long');
    const path = url.replace(/\?.*$/s, '');
    if (path === '/' || path.startsWith('/api/')) return this.console.answer(request, path);
    if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, 'only GET and HEAD', { allow: 'GET, HEAD' });
    switch (path) {
      case '/livez':
        return jsonAnswer(200, { status: 'alive' });
      case '/readyz':
      case '/healthz':
        return jsonAnswer(this.state === 'ready' ? 200 : 503, { status: this.state });
      case '/info':
        return jsonAnswer(200, this.info());
      case '/metrics':
        return this.metricsAnswer();
      default:
        throw new HttpError(404, 'there is nothing here');
    }
  }

  private info(): object {
    const { database, options } = this;
    return {
      name: 'aiondb',
      version: options.version,
      node: process.versions.node,
      state: this.state,
      uptimeSeconds: Math.round((performance.now() - this.startedMs) / 1000),
      backend: database === null ? null : database.core.durable === null ? 'in_memory' : 'durable',
      database: database?.core.name ?? null,
      configuration: withoutSecrets(options.configuration ?? {}),
    };
  }

  private async metricsAnswer(): Promise<Answer> {
    if (this.database === null) throw new HttpError(503, 'there is no database yet');
    this.metrics ??= Metrics.load(() => ({
      core: this.database!.core,
      process: this.process,
      version: this.options.version,
    }));
    const metrics = await this.metrics;
    return { status: 200, type: metrics.contentType, body: await metrics.text() };
  }
}

/** Names that sound like secrets stay, so that it can be seen that they are set. */
function withoutSecrets(configuration: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [name, secret.test(name) && value != null ? redacted : value]),
  );
}
