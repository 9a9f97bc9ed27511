import { sqlError } from '../errors/index.ts';
import { type Host, nodeHost } from '../host/index.ts';
import { DatabaseCore } from '../session/index.ts';
import { Connection } from './connection.ts';
import type { ConnectOptions, DatabaseInit } from './types.ts';

/**
 * A database in this process. Any number of connections, each with its own transaction; any number of databases, each
 * independent of the others.
 */
export class Database {
  /** @internal */
  readonly core: DatabaseCore;
  private readonly connections = new Set<Connection>();
  private closed = false;

  /** @internal Use `Database.inMemory`. */
  constructor(core: DatabaseCore) {
    this.core = core;
  }

  /** A new, empty database that lives as long as this object. */
  static inMemory(init: DatabaseInit = {}): Database {
    return new Database(Database.newCore(init));
  }

  /** @internal */
  static newCore(init: DatabaseInit): DatabaseCore {
    const host: Host = nodeHost;
    return DatabaseCore.create({ name: init.name ?? 'default', host, bootstrapUser: init.bootstrapUser ?? 'postgres' });
  }

  connect(options: ConnectOptions = {}): Connection {
    if (this.closed) throw sqlError('object_not_in_prerequisite_state', 'the database is closed');
    const connection = new Connection(this.core, options);
    this.connections.add(connection);
    return connection;
  }

  /** `connect` without credentials, in its short form. */
  connectAnonymous(database: string, user: string): Connection {
    return this.connect({ database, user });
  }

  /** The committed state as an independent database, in microseconds: both share what neither has changed since. */
  fork(): Database {
    return new Database(this.core.fork());
  }

  /** Ends all connections. */
  close(): void {
    this.closed = true;
    for (const connection of this.connections) connection.close();
    this.connections.clear();
  }
}
