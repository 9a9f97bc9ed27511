import { createServer, type Socket } from 'node:net';
import { SqlError } from '../errors/index.ts';
import type { DatabaseCore, SessionNetwork } from '../session/index.ts';
import { CancelKeys } from './pgwire/cancel-keys.ts';
import { ClientConnection } from './pgwire/client-connection.ts';

export interface ListenOptions {
  /** '127.0.0.1' by default. */
  readonly host?: string;
  /** 5432 by default; 0 takes a free one. */
  readonly port?: number;
  /** 'trust' by default: for local work. 'scram' asks for the password of a role. */
  readonly authentication?: 'trust' | 'scram';
}

export interface Server {
  readonly host: string;
  readonly port: number;
  /** A connection URL without password. */
  readonly url: string;
  /** Connections that are open. */
  readonly connectionCount: number;
  /** Stops accepting, ends all sessions (57P01), and resolves when they are gone. */
  close(): Promise<void>;
}

/** Serves one database on a TCP port. Rejects with Node's error when the port cannot be had. */
export function listen(core: DatabaseCore, options: ListenOptions = {}): Promise<Server> {
  const { host = '127.0.0.1', port = 5432, authentication = 'trust' } = options;
  const cancelKeys = new CancelKeys(core.host);
  const connections = new Map<ClientConnection, Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = new ClientConnection(
      {
        write: (bytes) => {
          socket.write(bytes);
        },
        isFull: () => socket.writableNeedDrain,
        end: () => socket.end(),
        pause: () => socket.pause(),
        resume: () => socket.resume(),
      },
      {
        core,
        authentication,
        cancelKeys,
        network: networkOf(socket),
        onClose: () => connections.delete(connection),
      },
    );
    connections.set(connection, socket);
    socket.on('data', (chunk: Buffer) => connection.receive(chunk));
    socket.on('drain', () => connection.drained());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connection.disconnected());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new SqlError('XX000', 'the server has no address'));
        return;
      }
      const shownHost = host.includes(':') ? `[${host}]` : host;
      resolve({
        host,
        port: address.port,
        url: `postgres://${core.bootstrapUser}@${shownHost}:${address.port}/${core.name}`,
        get connectionCount() {
          return connections.size;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const [connection, socket] of connections) {
              connection.terminate();
              // A client that does not take its leave is not waited for.
              setTimeout(() => socket.destroy(), 2000).unref();
            }
          }),
      });
    });
  });
}

function networkOf(socket: Socket): SessionNetwork {
  return {
    client: { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? -1 },
    server: { address: plainAddress(socket.localAddress ?? ''), port: socket.localPort ?? -1 },
  };
}

/** An IPv4 address on a socket of both families is written without the prefix, and none has a zone. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, '').replace(/%.*$/, '');
}
