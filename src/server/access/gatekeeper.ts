/** Decides over connections: how many there may be, by which rule one comes in, and what follows from failures. */
import { CONNECT, databaseRef, privilegesOn } from '../../catalog/privileges/index.ts';
import { SqlError } from '../../errors/index.ts';
import type { DatabaseCore } from '../../session/index.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { ConnectionRequest, HostRules, Method } from './host-rules.ts';

export interface GatekeeperOptions {
  readonly maxConnections: number;
  /** 0: no limit. */
  readonly maxConnectionsPerIp: number;
  readonly authFailureBackoffMs: number;
  readonly authMaxFailures: number;
  readonly tlsRequired: boolean;
}

/** What a connection asks. */
export interface Gate {
  /** How the client is to show who it is. Throws FATAL errors. */
  admit(request: ConnectionRequest): Exclude<Method, 'reject'>;
  /** The client has shown who it is. Throws FATAL errors when there is no room for its role. */
  enter(request: ConnectionRequest): void;
  /** How long to wait before the client hears of its failure, in ms. */
  failed(request: ConnectionRequest): number;
}

/** Of connections within the process: there is nobody to be kept out. */
export const openGate: Gate = { admit: () => 'trust', enter: () => {}, failed: () => 0 };

/** As PostgreSQL's superuser_reserved_connections. */
const reservedConnections = 3;

export class Gatekeeper implements Gate {
  rules: HostRules;
  private readonly core: DatabaseCore;
  private readonly options: GatekeeperOptions;
  readonly attempts: FailedAttempts;
  private connections = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(core: DatabaseCore, rules: HostRules, options: GatekeeperOptions) {
    this.core = core;
    this.rules = rules;
    this.options = options;
    this.attempts = new FailedAttempts(core.host, options.authFailureBackoffMs, options.authMaxFailures);
  }

  /**
   * A socket was accepted. False: there are so many that it is not even heard; clients beyond the limit of sessions are told why in
   * the protocol.
   */
  arrive(address: string): boolean {
    const { maxConnections, maxConnectionsPerIp } = this.options;
    const ofAddress = this.byAddress.get(address) ?? 0;
    if (this.connections >= unheardFrom(maxConnections)) return false;
    if (maxConnectionsPerIp > 0 && ofAddress >= unheardFrom(maxConnectionsPerIp)) return false;
    this.connections++;
    this.byAddress.set(address, ofAddress + 1);
    return true;
  }

  leave(address: string): void {
    this.connections--;
    const left = this.byAddress.get(address)! - 1;
    if (left === 0) this.byAddress.delete(address);
    else this.byAddress.set(address, left);
  }

  admit(request: ConnectionRequest): Exclude<Method, 'reject'> {
    const { address, user, database, encrypted } = request;
    if (address !== null) this.checkAddress(address);
    this.checkRoom();
    const place = `host "${address}", user "${user}", database "${database}", ${encrypted ? 'SSL encryption' : 'no encryption'}`;
    const method = this.options.tlsRequired && !encrypted ? null : this.rules.methodFor(request);
    if (method === null) {
      const hint =
        this.options.tlsRequired && !encrypted ? 'This server accepts connections over TLS only.' : undefined;
      throw fatal('28000', `no pg_hba.conf entry for ${place}`, { hint });
    }
    if (method === 'reject') throw fatal('28000', `pg_hba.conf rejects connection for ${place}`);
    return method;
  }

  private checkRoom(): void {
    if (this.sessions >= this.options.maxConnections) throw fatal('53300', 'sorry, too many clients already');
  }

  private checkAddress(address: string): void {
    const lockedMs = this.attempts.lockedForMs(address);
    if (lockedMs > 0) {
      throw fatal('28000', `too many failed authentication attempts from "${address}"`, {
        hint: `Try again in ${Math.ceil(lockedMs / 1000)} seconds.`,
      });
    }
    const { maxConnectionsPerIp } = this.options;
    if (maxConnectionsPerIp > 0 && this.byAddress.get(address)! > maxConnectionsPerIp) {
      throw fatal('53300', `too many connections from "${address}"`);
    }
  }

  enter(request: ConnectionRequest): void {
    const { user, address } = request;
    if (address !== null) this.attempts.succeeded(address);
    // Others may have entered while this client showed who it is.
    this.checkRoom();
    const role = this.core.catalog.current.roleByName(user);
    // Clients that are trusted may have names that no role has.
    if (role === undefined) {
      if (this.rules.methodFor(request) === 'trust') return;
      throw fatal('28000', `role "${user}" does not exist`);
    }
    if (!role.login) throw fatal('28000', `role "${user}" is not permitted to log in`);
    if (role.superuser) return;
    if ((privilegesOn(this.core.catalog.current, role.oid, databaseRef) & CONNECT) === 0) {
      throw fatal('42501', `permission denied for database "${request.database}"`, {
        detail: 'User does not have CONNECT privilege.',
      });
    }
    if (this.sessions >= this.options.maxConnections - reservedConnections) {
      throw fatal('53300', 'remaining connection slots are reserved for non-replication superuser connections');
    }
    const limit = role.connectionLimit ?? -1;
    if (limit < 0) return;
    let count = 0;
    for (const session of this.core.sessions.values()) if (session.user === user) count++;
    if (count >= limit) throw fatal('53300', `too many connections for role "${user}"`);
  }

  failed({ address }: ConnectionRequest): number {
    return address === null ? 0 : this.attempts.failed(address);
  }

  private get sessions(): number {
    return this.core.sessions.size;
  }
}

/** So many sockets of a limit are taken that clients beyond it can be told. */
const unheardFrom = (limit: number): number => 2 * limit + 16;

function fatal(
  code: string,
  message: string,
  more: { readonly hint?: string | undefined; readonly detail?: string } = {},
): SqlError {
  return new SqlError(code, message, more, 'FATAL');
}
