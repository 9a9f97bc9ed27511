/** What pg_stat_activity shows of a session's work, as far as an observer has noted it. Times in ms of the monotonic clock; 0: none yet. */

import type { Execution } from '../../executor/index.ts';
import type { CachedPlan } from '../plan-cache.ts';
import type { SessionLogging } from './session-logging.ts';
import type { StatementEntry } from './statement-table.ts';

export class SessionActivity {
  queryStartMs = 0;
  /** Of the statement that began the transaction at hand, or the last. */
  transactionStartMs = 0;
  stateChangeMs = 0;
  queryId: bigint | null = null;
  /** What the session had put into the log when its last statement ended. */
  loggedBytes = 0;
  loggedRecords = 0;
  /** What is counted and logged, as settings said at some time. */
  logging: SessionLogging | null = null;
  /** Where that statement is counted. */
  entry: StatementEntry | null = null;
  /** The run of a plan that counts its rows, for auto_explain.log_analyze. */
  analysed: { readonly plan: CachedPlan; readonly execution: Execution } | null = null;
  /** The error told of last: on its way up it passes several places that tell of errors. */
  lastError: unknown = null;
}
