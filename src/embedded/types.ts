/** Types of the embedded API. Results and errors have the shape that `pg` gives them. */
import type { FileSystem, Host, Processes } from '../host/index.ts';
import type { ResourceLimits } from '../session/index.ts';
import type { ValueMapping } from './js-values.ts';

export interface FieldInfo {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
  readonly format: 'text';
}

export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  readonly fields: FieldInfo[];
  /** Rows given or affected; null for statements without a count. */
  readonly rowCount: number | null;
  /** First word of the command tag: SELECT, INSERT, CREATE ... */
  readonly command: string;
}

/** Values as PostgreSQL's text, for tools that compare results. */
export interface TextResult {
  readonly columns: readonly { readonly name: string; readonly typeOid: number }[];
  readonly rows: (string | null)[][];
  readonly rowCount: number | null;
  readonly command: string;
}

export interface QueryOptions {
  /** Cancels the statement, which then fails with 57014. */
  readonly signal?: AbortSignal;
}

export interface ConnectOptions {
  readonly database?: string;
  readonly user?: string;
  /** How int8, numeric, dates and timestamps become JavaScript values. */
  readonly values?: ValueMapping;
  /** Settings of the session, as in `SET`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onNotice?: (notice: { severity: string; code: string; message: string }) => void;
  /**
   * Called for each notification of a channel that the connection listens to (`LISTEN`), outside of its transactions and never
   * from within a call.
   */
  readonly onNotification?: (notification: { processId: number; channel: string; payload: string }) => void;
}

export interface DatabaseInit {
  /** Name that current_database() gives; 'default' by default. */
  readonly name?: string;
  /** The superuser that is there from the start; 'postgres' by default. */
  readonly bootstrapUser?: string;
  /** What statements may use at most; 0 is none. */
  readonly limits?: Partial<ResourceLimits>;
  /** Watch statements: pg_stat_statements, times in pg_stat_activity. Costs a fraction of a microsecond each; off by default. */
  readonly statistics?: boolean;
}

export interface OpenOptions extends DatabaseInit {
  /**
   * true: store without encryption and say nothing. false: refuse, unless there is a key or the file system is known to be
   * encrypted, as the server does. By default there is one warning per process.
   */
  readonly allowUnencryptedStorage?: boolean;
  /** 32 bytes: everything is encrypted with AES-256-GCM. */
  readonly key?: Uint8Array;
  /** A file with the key, as 32 bytes or 64 hexadecimal digits. */
  readonly keyFile?: string;
  /** When a commit is durable: 'always' (default), 'every:N', 'never'. */
  readonly commitPolicy?: string;
  /** How much of the database to keep in memory at most; what has changed since the last checkpoint comes on top. No limit by default. */
  readonly cacheBytes?: number;
  readonly walSegmentBytes?: number;
  /** A checkpoint begins when the log has grown by this much, 64 MB by default, */
  readonly checkpointWalBytes?: number;
  /** and after this time, 5 minutes by default; 0: never. */
  readonly checkpointTimeoutMs?: number;
  /** What should be known but is no error of a statement; a process warning by default. */
  readonly onWarning?: (message: string) => void;
  /** Called while the log is replayed, with its segments (`walSegmentBytes`) done and their number. */
  readonly onReplay?: (done: number, total: number) => void;
  /** Where the files are: a SimulatedDisk of 'aiondb/testing'; the real ones by default. */
  readonly files?: FileSystem;
  /** Clock and randomness. */
  readonly host?: Host;
  /** @internal Which processes live, for the lock. */
  readonly processes?: Processes;
}

export interface BackupOptions {
  /** Called now and then, with column vectors written and their number. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly files?: FileSystem;
}

export type { ResourceLimits, ValueMapping };
