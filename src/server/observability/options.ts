/** What the endpoint and the log are told at the start, and who else has a say in them. */
import type { DatabaseCore } from '../../session/index.ts';
import type { FailedAttempts } from '../access/failed-attempts.ts';

export type ServerState = 'starting' | 'recovering' | 'ready' | 'draining';

export interface ObservabilityOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 9187 by default; 0 takes a free one. */
  readonly port?: number;
  /** Reject when the port cannot be had; by default the server goes on without, and `onWarning` hears of it. */
  readonly failFast?: boolean;
  readonly onWarning?: (message: string) => void;
  /** Of the package. */
  readonly version: string;
  /** Shown by /info; values of what sounds like a secret are left out. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Names, besides localhost and addresses, by which browsers and scrapers may call the endpoint. */
  readonly hostNames?: readonly string[];
  /** Lets the console be used from other machines, over plain HTTP. */
  readonly remoteConsole?: boolean;
}

/** A database to be shown. */
export interface ServedDatabase {
  readonly core: DatabaseCore;
  /** 'trust': whoever reaches the console from this machine is the bootstrap user; 'password': the console asks for one. */
  readonly authentication: 'trust' | 'password';
  /** Failed log-ins; those of the database's own port, so that both count together. */
  readonly attempts?: FailedAttempts;
}

export interface Observability {
  /** null: there is no endpoint. */
  readonly url: string | null;
  readonly state: ServerState;
  setState(state: ServerState): void;
  /** From now on there is something to show. */
  serve(database: ServedDatabase): void;
  close(): Promise<void>;
}
