import { createServer, type Socket } from 'node:net';
import { SqlError } from '../errors/index.ts';
import type { DatabaseCore, SessionNetwork } from '../session/index.ts';
import type { FailedAttempts } from './access/failed-attempts.ts';
import { Gatekeeper } from './access/gatekeeper.ts';
import { checkPlaintext, hostRulesOf, identityOf, type ListenOptions, listenDefaults } from './listen-options.ts';
import { CancelKeys } from './pgwire/cancel-keys.ts';
import { ClientConnection } from './pgwire/client-connection.ts';
import { readingSocket } from './shared-reads.ts';
import { TlsUpgrade } from './tls/tls-upgrade.ts';

export interface Server {
  readonly host: string;
  readonly port: number;
  /** A connection URL without password. */
  readonly url: string;
  /** Connections that are open. */
  readonly connectionCount: number;
  /** Failed authentications: those elsewhere may be counted with them. */
  readonly attempts: FailedAttempts;
  /** Connections that come later find these rules, and this certificate. Throws, and changes nothing, when they cannot be used. */
  renew(options: Pick<ListenOptions, 'tls' | 'hostRules' | 'authentication'>): void;
  /**
   * Stops accepting, ends all sessions (57P01), and resolves when they are gone: those in no transaction at once, the others when
   * their transactions end, at the latest after `graceMs`, 0 by default.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** How long a client may take to leave when it has been told to. */
const leaveMs = 2000;

/** Serves one database on a TCP port. Rejects with Node's error when the port cannot be had. */
export async function listen(core: DatabaseCore, given: ListenOptions = {}): Promise<Server> {
  const options = { ...listenDefaults, ...given };
  checkPlaintext(options.host, given);
  const gate = new Gatekeeper(core, hostRulesOf(given), { ...options, tlsRequired: given.tls?.mode === 'require' });
  const upgrade = given.tls === undefined ? null : new TlsUpgrade(identityOf(given.tls));
  const acceptor = new Acceptor(core, gate, upgrade, options);
  const server = createServer({ noDelay: true, keepAlive: true, pauseOnConnect: true }, (socket) =>
    acceptor.accept(socket),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      // A connection that could not be accepted, for want of descriptors as a rule, is that client's loss alone.
      server.on('error', () => {});
      const address = server.address();
      if (address !== null && typeof address !== 'string') resolve(address.port);
      else reject(new SqlError('XX000', 'the server has no address'));
    });
  });
  const shownHost = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    host: options.host,
    port,
    url: `postgres://${core.bootstrapUser}@${shownHost}:${port}/${core.name}`,
    get connectionCount() {
      return acceptor.connections.size;
    },
    attempts: gate.attempts,
    renew: (renewed) => {
      const rules = hostRulesOf(renewed);
      if (renewed.tls !== undefined) {
        if (upgrade === null) throw new SqlError('55000', 'the server was started without TLS');
        upgrade.renew(identityOf(renewed.tls));
      }
      gate.rules = rules;
    },
    close: ({ graceMs = 0 } = {}) =>
      new Promise((done) => {
        server.close(() => done());
        acceptor.drain(graceMs);
      }),
  };
}

class Acceptor {
  readonly connections = new Map<ClientConnection, Socket>();
  private readonly core: DatabaseCore;
  private readonly gate: Gatekeeper;
  private readonly upgrade: TlsUpgrade | null;
  private readonly limits: { readonly startupTimeoutMs: number; readonly maxMessageBytes: number };
  private readonly cancelKeys: CancelKeys;

  constructor(
    core: DatabaseCore,
    gate: Gatekeeper,
    upgrade: TlsUpgrade | null,
    limits: { readonly startupTimeoutMs: number; readonly maxMessageBytes: number },
  ) {
    this.core = core;
    this.gate = gate;
    this.upgrade = upgrade;
    this.limits = limits;
    this.cancelKeys = new CancelKeys(core.host);
  }

  accept(accepted: Socket): void {
    const network = networkOf(accepted);
    const { address } = network.client;
    if (!this.gate.arrive(address)) {
      this.core.statistics.connections.refuse('53300');
      accepted.on('error', () => {});
      accepted.destroy();
      return;
    }
    const raw = readingSocket(accepted, (bytes) => connection.receive(bytes));
    raw.on('error', () => raw.destroy());
    raw.once('close', () => this.gate.leave(address));
    let socket = raw;
    const { upgrade } = this;
    const connection = new ClientConnection(
      {
        write: (bytes) => {
          socket.write(bytes);
          // Most often the kernel has all of it at once. What TLS does with the bytes is its own affair.
          return socket === raw && socket.writableLength === 0;
        },
        isFull: () => socket.writableNeedDrain,
        end: () => {
          socket.end();
          // Only who reads hears that the client has left too.
          socket.resume();
          setTimeout(() => raw.destroy(), leaveMs).unref();
        },
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        ...(upgrade && {
          encrypt: () => {
            raw.removeAllListeners('data');
            raw.removeAllListeners('drain');
            upgrade.start(raw, (secure, facts) => {
              socket = secure;
              connection.encrypted(facts);
              secure.on('data', (bytes: Buffer) => connection.receive(bytes));
              this.hear(connection, secure);
            });
          },
        }),
      },
      {
        core: this.core,
        gate: this.gate,
        cancelKeys: this.cancelKeys,
        network,
        maxMessageBytes: this.limits.maxMessageBytes,
        onAuthenticated: () => clearTimeout(timer),
        onClose: () => {
          clearTimeout(timer);
          this.core.statistics.connections.closed++;
          this.connections.delete(connection);
        },
      },
    );
    const timer = setTimeout(() => connection.startupTimedOut(), this.limits.startupTimeoutMs);
    this.core.statistics.connections.accepted++;
    this.connections.set(connection, raw);
    this.hear(connection, raw);
    raw.on('close', () => connection.disconnected());
  }

  private hear(connection: ClientConnection, socket: Socket): void {
    socket.on('drain', () => connection.drained());
    socket.on('error', () => socket.destroy());
  }

  drain(graceMs: number): void {
    for (const connection of [...this.connections.keys()]) {
      if (graceMs > 0) connection.drain();
      else connection.terminate();
    }
    const timer = setTimeout(() => {
      for (const connection of [...this.connections.keys()]) connection.terminate();
      // A client that does not take its leave is not waited for.
      setTimeout(() => this.destroyAll(), leaveMs).unref();
    }, graceMs);
    if (graceMs === 0) timer.unref();
  }

  private destroyAll(): void {
    for (const socket of this.connections.values()) socket.destroy();
  }
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
