/** A server on free ports with its endpoint, for tests. */
import { request } from 'node:http';
import { openCore } from '../../src/embedded/open.ts';
import type { OpenOptions } from '../../src/embedded/types.ts';
import { nodeHost } from '../../src/host/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  type Observability,
  type ObservabilityOptions,
  observe,
  ServerLog,
  startObservability,
} from '../../src/server/observability/index.ts';
import { DatabaseCore } from '../../src/session/index.ts';

export interface ObservedServer {
  readonly core: DatabaseCore;
  readonly url: string;
  readonly observability: Observability;
  /** Lines of the log. */
  readonly log: Record<string, unknown>[];
  close(): Promise<void>;
}

export async function observedServer(
  options: {
    readonly directory?: string;
    readonly open?: OpenOptions;
    readonly settings?: Readonly<Record<string, string>>;
    readonly authentication?: 'trust' | 'password';
    readonly endpoint?: Partial<ObservabilityOptions>;
  } = {},
): Promise<ObservedServer> {
  const { directory, settings = {}, authentication = 'trust' } = options;
  const core =
    directory === undefined
      ? DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: 'postgres' })
      : openCore(directory, { allowUnencryptedStorage: true, ...options.open });
  for (const [name, value] of Object.entries(settings)) core.setDefault(name, value);
  const log: Record<string, unknown>[] = [];
  observe(core, ServerLog.open({ level: 'debug', write: (line) => log.push(JSON.parse(line)) }));
  const observability = await startObservability({ port: 0, version: '1.2.3', failFast: true, ...options.endpoint });
  const server = await listen(core, {
    port: 0,
    authentication: authentication === 'trust' ? 'trust' : 'scram',
    authFailureBackoffMs: 0,
  });
  observability.serve({ core, authentication });
  observability.setState('ready');
  return {
    core,
    url: server.url,
    observability,
    log,
    close: async () => {
      await observability.close();
      await server.close();
      core.durable?.close();
    },
  };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request as it is given: no header is added but Host. */
export function ask(
  base: string,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const sent = request(new URL(base), { path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function askJson(
  base: string,
  path: string,
  value: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  return ask(base, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}
