import { type BackupProgress, backupSteps } from '../durability/index.ts';
import { sqlError } from '../errors/index.ts';
import { type Host, nodeFiles, nodeHost } from '../host/index.ts';
import { DatabaseCore, engineOf, StatementObserver } from '../session/index.ts';
import { Connection } from './connection.ts';
import { driveInTurns } from './turns.ts';
import type { BackupOptions, ConnectOptions, DatabaseInit } from './types.ts';

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
    const { name = 'default', bootstrapUser = 'postgres', limits } = init;
    const core = DatabaseCore.create({ name, host, bootstrapUser, limits });
    if (init.statistics === true) core.observer = new StatementObserver(core);
    return core;
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

  /**
   * Copies the committed state of this moment into a directory that is missing or empty, while others go on using the database.
   * The copy is a data directory of its own: `Database.open` opens it. A database in memory can be kept so, too.
   */
  async backup(directory: string, options: BackupOptions = {}): Promise<void> {
    const { durable, host } = this.core;
    const steps = backupSteps(
      {
        files: options.files ?? durable?.options.files ?? nodeFiles,
        host,
        key: durable?.options.key ?? null,
        data: durable?.data ?? null,
      },
      engineOf(this.core),
      directory,
    );
    await driveInTurns(steps, host, (progress: BackupProgress) => options.onProgress?.(progress.done, progress.total));
  }

  /** Ends all connections; a database on disk is then as a new process would find it, without a log. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const connection of this.connections) connection.close();
    this.connections.clear();
    this.core.durable?.close();
  }
}
