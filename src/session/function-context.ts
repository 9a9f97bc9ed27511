/** What functions see of their session: FunctionContext over settings, clock, catalog and sequences. */
import type { Catalog } from '../catalog/index.ts';
import { unsupported } from '../errors/index.ts';
import type {
  AdvisoryAccess,
  CatalogFunctions,
  FunctionContext,
  NotificationAccess,
  SequenceAccess,
} from '../functions/function-def.ts';
import type { ServerFacts } from '../functions/server-facts.ts';
import type { Transaction, TransactionManager } from '../transaction/index.ts';
import { enterUserTypes } from '../types/index.ts';
import type { NameContext, Oid } from '../types/type-def.ts';
import { CatalogFunctionsOf } from './catalog-functions.ts';
import { rowOfCursor } from './cursor-rows.ts';
import { SessionNames } from './names.ts';
import { type NestedRows, nestedQuery } from './nested-query.ts';
import { SessionServerFacts } from './server-facts.ts';
import type { Session } from './session.ts';
import { exportSnapshot } from './statements/set-snapshot.ts';

export class SessionContext implements FunctionContext {
  readonly session: Session;
  private transactionStart = -1;
  private statementStart = -1;
  private settingsVersion = -1;
  dateStyle: FunctionContext['dateStyle'] = 'ISO';
  dateOrder: FunctionContext['dateOrder'] = 'MDY';
  intervalStyle: FunctionContext['intervalStyle'] = 'postgres';
  timeZone = 'UTC';
  byteaOutput: FunctionContext['byteaOutput'] = 'hex';
  extraFloatDigits = 1;
  readonly names: NameContext;
  readonly sequences: SequenceAccess;
  readonly catalog: CatalogFunctions;
  readonly advisory: AdvisoryAccess;
  readonly notifications: NotificationAccess;
  readonly server: ServerFacts;
  /** When pg_sleep has been called: until when the statement shall wait before it ends. */
  sleepUntilMs = 0;
  private seeded: (() => number) | null = null;

  constructor(session: Session, sequences: SequenceAccess) {
    this.session = session;
    this.names = new SessionNames(session);
    this.sequences = sequences;
    this.advisory = session.advisory;
    this.notifications = session.notifications;
    this.catalog = new CatalogFunctionsOf(session, this);
    this.server = new SessionServerFacts(session);
  }

  beginTransaction(): void {
    this.transactionStart = -1;
  }
  beginStatement(): void {
    this.statementStart = -1;
    enterUserTypes(this.session.types);
    if (this.settingsVersion !== this.session.settings.version) this.readSettings();
  }

  private readSettings(): void {
    const { settings } = this.session;
    this.settingsVersion = settings.version;
    const [style, order] = settings.get('DateStyle').split(/\s*,\s*/);
    this.dateStyle = style as FunctionContext['dateStyle'];
    this.dateOrder = order as FunctionContext['dateOrder'];
    this.intervalStyle = settings.get('IntervalStyle') as FunctionContext['intervalStyle'];
    this.timeZone = settings.get('TimeZone');
    this.byteaOutput = settings.get('bytea_output') as FunctionContext['byteaOutput'];
    this.extraFloatDigits = Number(settings.get('extra_float_digits'));
  }

  /** The clock is read when first asked, for most statements never ask. */
  get transactionTimestamp(): number {
    if (this.transactionStart < 0) this.transactionStart = this.session.core.host.now();
    return this.transactionStart;
  }
  get statementTimestamp(): number {
    if (this.statementStart < 0) {
      this.statementStart = this.session.explicit ? this.session.core.host.now() : this.transactionTimestamp;
    }
    return this.statementStart;
  }
  clockTimestamp(): number {
    return this.session.core.host.now();
  }
  runQuery(text: string): NestedRows {
    return nestedQuery(this.session, text);
  }
  currentOf(cursor: string, table: Oid): number | null {
    return rowOfCursor(this.session, cursor, table);
  }
  random(): number {
    return this.seeded === null ? this.session.core.host.random() : this.seeded();
  }
  setSeed(seed: number): void {
    // SplitMix64 in 32-bit halves is not needed here: any repeatable sequence does, PostgreSQL promises no particular one.
    let state = Math.floor((seed + 1) * 0x3fffffff) >>> 0;
    this.seeded = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }
  randomBytes(count: number): Uint8Array {
    return this.session.core.host.randomBytes(count);
  }
  get currentUser(): string {
    return this.session.currentUser;
  }
  get sessionUser(): string {
    return this.session.identity.sessionUser;
  }
  get databaseName(): string {
    return this.session.databaseName;
  }
  get backendPid(): number {
    return this.session.processId;
  }
  searchPath(implicit: boolean): readonly string[] {
    return this.session.searchPathNames(implicit);
  }
  setting(name: string, missingOk: boolean): string | null {
    return missingOk ? this.session.shownSetting(name, true) : this.session.shownSetting(name, false);
  }
  setSetting(name: string, value: string | null, local: boolean): string {
    this.session.settings.set(name, value, local);
    return this.session.shownSetting(name, false)!;
  }
  readonly transactionId = (): number => this.session.assignTransactionId();

  assignedTransactionId(): number | null {
    return this.session.transaction?.id || null;
  }

  /** Snapshots here are timestamps; ids are known of the transactions that run now, which is what a new snapshot would hold. */
  currentSnapshot(): string {
    const own = this.session.transaction;
    if (own !== null && this.session.explicit && own.isolation !== 'read committed') {
      throw unsupported('the ids of a snapshot that is kept for the whole transaction');
    }
    return runningTransactions(this.session.core.transactions, own);
  }

  exportSnapshot(): string {
    return exportSnapshot(this.session);
  }

  get currentCatalog(): Catalog {
    return this.session.catalog;
  }
}

/** Lowest id that may still run, first id that has not been seen to end, and the ids of other transactions between them. */
function runningTransactions(manager: TransactionManager, own: Transaction | null): string {
  const running: number[] = [];
  for (let txn = manager.active; txn !== null; txn = txn.nextActive) if (txn.id !== 0) running.push(txn.id);
  running.sort((a, b) => a - b);
  let end = manager.upcomingId;
  const xmin = running[0] ?? end;
  // Ids at the end that are all still running lie beyond the snapshot.
  while (running.at(-1) === end - 1) {
    running.pop();
    end--;
  }
  return `${Math.min(xmin, end)}:${end}:${running.filter((id) => id !== own?.id).join(',')}`;
}
