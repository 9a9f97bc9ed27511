import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Endpoint } from './endpoint.ts';
import { type Answer, HttpError, jsonAnswer, send } from './http-request.ts';
import type { Observability, ObservabilityOptions } from './options.ts';

const defaults = { host: '127.0.0.1', port: 9187 };
const connectionsMax = 100;

/**
 * Starts the HTTP endpoint, before there is a database: it answers that the server is starting. Rejects when its port cannot be had
 * and `failFast` is asked for.
 */
export async function startObservability(options: ObservabilityOptions): Promise<Observability> {
  const { host = defaults.host, port = defaults.port } = options;
  const endpoint = new Endpoint(options);
  const server = createServer(
    {
      maxHeaderSize: 8192,
      headersTimeout: 5000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5000,
      connectionsCheckingInterval: 1000,
      requireHostHeader: false,
    },
    (request, response) => void handle(endpoint, request, response, options),
  );
  server.maxConnections = connectionsMax;
  server.maxRequestsPerSocket = 10_000;
  let url: string | null = null;
  try {
    const bound = await listening(server, host, port);
    url = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
  } catch (error) {
    if (options.failFast === true) {
      endpoint.close();
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    options.onWarning?.(`there is no endpoint for health and metrics: ${reason}`);
  }
  return {
    url,
    get state() {
      return endpoint.state;
    },
    setState: (state) => {
      endpoint.state = state;
    },
    serve: (database) => endpoint.serve(database),
    close: () => {
      endpoint.close();
      return closed(server);
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A connection that could not be accepted is that client's loss alone.
      server.on('error', () => {});
      resolve(server.address() as AddressInfo);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(
  endpoint: Endpoint,
  request: IncomingMessage,
  response: ServerResponse,
  { onWarning }: ObservabilityOptions,
): Promise<void> {
  let answer: Answer;
  try {
    answer = await endpoint.answer(request);
  } catch (error) {
    if (error instanceof HttpError) answer = jsonAnswer(error.status, { error: error.message }, error.headers);
    else {
      onWarning?.(`a request for ${request.url?.slice(0, 100)} failed: ${(error as Error).stack ?? error}`);
      answer = jsonAnswer(500, { error: 'internal error' });
    }
  }
  if (!response.destroyed) send(request, response, answer);
  // What was not read of a refused body is not waited for.
  if (!request.complete) request.resume();
}
