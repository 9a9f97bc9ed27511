/**
 * A session: settings, transaction, prepared statements and portals of one connection. Both surfaces have the same functions work on
 * it (prepare-statement.ts, run-statement.ts, run-script.ts, at-once.ts); neither adds meaning of its own. Statements run as generators
 * (wait.ts), one at a time.
 *
 * Transaction states: no transaction; implicit (a statement or pipeline of statements of its own); explicit (BEGIN); failed (an
 * error inside an explicit one: only ROLLBACK, ROLLBACK TO and COMMIT are heard).
 */
import { type AnalyzerContext, builtInFunctions, typesOf } from '../analyzer/index.ts';
import { type Catalog, type CatalogTransaction, type Deparser, temporarySchemaName } from '../catalog/index.ts';
import { isSuperuser } from '../catalog/privileges/index.ts';
import { settingByName } from '../config/index.ts';
import { sqlError } from '../errors/index.ts';
import type { QueryMemory } from '../executor/index.ts';
import type { SocketAddress } from '../functions/server-facts.ts';
import type { ParsedStatement, Statement, TransactionModes } from '../parser/index.ts';
import { parseCached } from '../parser/index.ts';
import { Snapshot } from '../storage/index.ts';
import type { Isolation, Transaction } from '../transaction/index.ts';
import type { Oid } from '../types/type-def.ts';
import { SessionAdvisoryLocks } from './advisory-locks.ts';
import { runDeferred } from './constraint-checks.ts';
import type { DatabaseCore } from './database-core.ts';
import { applyOnCommit } from './ddl/on-commit.ts';
import { SessionSequences } from './ddl/sequence-access.ts';
import { DeferredConstraints } from './deferred-constraints.ts';
import { sessionDeparser } from './deparser.ts';
import { endsTransaction, transactionFailed } from './failed-block.ts';
import { SessionContext } from './function-context.ts';
import { SessionIdentity } from './identity.ts';
import { SessionInterrupts } from './interrupts.ts';
import { limitSettings } from './limits.ts';
import { SessionNotifications } from './notifications.ts';
import type { CachedPlan } from './plan-cache.ts';
import type { Portal } from './portal.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import { type Notice, reachesClient } from './result.ts';
import { applyRoleSettings } from './role-settings.ts';
import { SearchPath } from './search-path.ts';
import { type IdleTimeouts, SessionDefaults } from './session-defaults.ts';
import { SessionDurability } from './session-durability.ts';
import { SessionMemory } from './session-memory.ts';
import { SessionPlans } from './session-plans.ts';
import { SessionSavepoints } from './session-savepoints.ts';
import { SessionSettings, shownValue } from './session-settings.ts';
import { SessionTypes } from './session-types.ts';
import { normaliseSetting } from './setting-values.ts';
import { reportable } from './statement-errors.ts';
import { ddlContext } from './statements/definition.ts';
import type { StatementObserver } from './statistics/observer.ts';
import { SessionActivity } from './statistics/session-activity.ts';
import { SessionTransactionModes } from './transaction-modes.ts';
import type { Running } from './wait.ts';

export interface SessionOptions {
  readonly user: string;
  /** What the client calls the database; its own name unless given. */
  readonly databaseName?: string;
  readonly settings?: ReadonlyMap<string, string>;
  readonly onNotice?: (notice: Notice) => void;
  /** Of a session over TCP. */
  readonly network?: SessionNetwork;
  /** A session of the server's own, which is not among those that are counted and logged. */
  readonly unobserved?: boolean;
}

export interface SessionNetwork {
  readonly client: SocketAddress;
  readonly server: SocketAddress;
}

export class Session {
  readonly core: DatabaseCore;
  readonly user: string;
  /** The name the client connected to: what SQL calls the database, in catalogs, errors and qualified names. */
  readonly databaseName: string;
  readonly processId: number;
  readonly settings: SessionSettings;
  readonly interrupts: SessionInterrupts;
  readonly context: SessionContext;
  readonly types = new SessionTypes(this);
  readonly identity: SessionIdentity;
  readonly prepared = new Map<string, PreparedStatement>();
  readonly portals = new Map<string, Portal>();
  onNotice: ((notice: Notice) => void) | null;
  readonly network: SessionNetwork | null;
  private readonly unobserved: boolean;

  readonly startTimestamp: number;
  /** A statement is being executed, and the text it, or the last one, came from. */
  running = false;
  currentText = '';
  transaction: Transaction | null = null;
  /** BEGIN was said. */
  explicit = false;
  failed = false;
  readonly modes = new SessionTransactionModes(this);
  readonly durability: SessionDurability;
  /** Constraints whose check waits for the end of the transaction. */
  readonly deferred = new DeferredConstraints();
  /** Memory and temporary files of its statements. */
  readonly memory: SessionMemory;
  readonly advisory = new SessionAdvisoryLocks(this);
  readonly notifications = new SessionNotifications(this);
  readonly activity = new SessionActivity();
  /** Several statements share the implicit transaction: a simple query of several statements, a pipeline up to Sync. */
  block = false;
  private catalogTransaction: CatalogTransaction;
  private readonly savepoints = new SessionSavepoints(this);
  private readonly moment: Snapshot;
  private readonly path: SearchPath;
  private readonly plans = new SessionPlans(this);
  /** What its settings say for every statement and transaction. */
  readonly defaults: SessionDefaults;

  constructor(core: DatabaseCore, options: SessionOptions) {
    this.core = core;
    this.user = options.user;
    this.databaseName = options.databaseName ?? core.name;
    this.processId = core.takeProcessId();
    this.startTimestamp = core.host.now();
    this.onNotice = options.onNotice ?? null;
    this.network = options.network ?? null;
    this.unobserved = options.unobserved ?? false;
    const initial = new Map([...core.settings, ...limitSettings(core.limits), ...(options.settings ?? [])]);
    this.settings = new SessionSettings(initial, normaliseSetting);
    this.identity = new SessionIdentity(this);
    this.settings.isSuperuser = () => isSuperuser(this.catalog, this.currentRole);
    this.settings.mode = (name) => this.modes.shown(name);
    this.settings.setMode = (name, value) => this.modes.set(name, value);
    this.settings.maySet = (name) => this.identity.maySet(name);
    this.settings.authorize = (name, value) => this.identity.authorize(name, value);
    this.settings.startWith('session_authorization', options.user);
    applyRoleSettings(this);
    this.settings.showSuperuser();
    for (const [name, value] of core.durable?.shownSettings ?? []) this.settings.force(name, value);
    this.defaults = new SessionDefaults(this.settings);
    this.interrupts = new SessionInterrupts(core.host);
    this.catalogTransaction = core.catalog.begin();
    this.durability = new SessionDurability(core);
    this.memory = new SessionMemory(core, this.settings, (path, bytes) => this.observer?.tempFile(this, path, bytes));
    this.path = new SearchPath(this);
    this.moment = new Snapshot(0, null, 0);
    const sequences = new SessionSequences({
      catalog: () => this.catalog,
      sequences: () => core.sequences,
      authorize: (sequence, privileges) => this.identity.requireSequence(sequence, privileges),
      checkWritable: (call) => {
        core.durable?.checkWritable();
        this.durability.usedSequences = true;
        if (this.readOnly) {
          throw sqlError('read_only_sql_transaction', `cannot execute ${call} in a read-only transaction`);
        }
      },
    });
    this.context = new SessionContext(this, sequences);
    core.sessions.set(this.processId, this);
    if (!this.unobserved) core.statistics.sessions++;
  }

  // Surroundings.

  /** Watches its statements; null: nobody does. */
  get observer(): StatementObserver | null {
    return this.unobserved ? null : this.core.observer;
  }

  /** The version the session sees: the newest committed one with the transaction's own changes on top. */
  get catalog(): Catalog {
    return this.transaction === null ? this.core.catalog.current : this.catalogTransaction.catalog;
  }
  get ddlTransaction(): CatalogTransaction {
    return this.catalogTransaction;
  }
  get currentUser(): string {
    return this.identity.currentUser;
  }
  get currentRole(): Oid {
    return this.identity.currentRole;
  }
  get searchPath(): readonly Oid[] {
    return this.path.oids();
  }
  searchPathNames(implicit: boolean): readonly string[] {
    return this.path.names(implicit);
  }
  get creationSchema(): Oid | undefined {
    return this.path.creationSchema();
  }
  get temporarySchemaName(): string {
    return temporarySchemaName(this.processId);
  }
  /** Runs `work` with the schema searched before all others: CREATE SCHEMA with elements. */
  withSchemaInFront<T>(schema: Oid, work: () => T): T {
    return this.path.withInFront(schema, work);
  }
  /** It has temporary tables. */
  get hasTemporary(): boolean {
    return this.path.hasTemporary;
  }
  dropTemporary(): void {
    this.path.dropTemporary();
  }
  deparser(): Deparser {
    return sessionDeparser(this);
  }
  analyzerContext(types: Oid[] | null): AnalyzerContext {
    return {
      catalog: this.catalog,
      searchPath: this.searchPath,
      databaseName: this.databaseName,
      requireUsage: (parts) => this.identity.requireUsage(parts),
      types: typesOf(this.catalog),
      functions: builtInFunctions,
      text: this.context,
      parameters: types === null ? null : { types },
    };
  }
  notice(notice: Notice): void {
    this.observer?.notice(this, notice);
    if (this.onNotice !== null && reachesClient(notice, this.settings.get('client_min_messages')))
      this.onNotice(notice);
  }
  warn(code: string, message: string): void {
    this.notice({ severity: 'WARNING', code, message });
  }
  shownSetting(name: string, missingOk: boolean): string | null {
    const current = this.modes.shown(name.toLowerCase());
    if (current !== null) return current;
    this.identity.requireSetting(name);
    const value = missingOk ? this.settings.find(name) : this.settings.get(name);
    const def = settingByName(name);
    return value === null || def === undefined ? value : shownValue(def, value);
  }
  /** What an autocommitted statement that is not interrupted sees. */
  momentarySnapshot(): Snapshot {
    this.moment.timestamp = this.core.transactions.clock;
    return this.moment;
  }
  assignTransactionId(): number {
    return this.transaction === null ? this.core.transactions.upcomingId : this.transaction.assignId();
  }
  get status(): 'idle' | 'transaction' | 'failed' {
    if (this.failed) return 'failed';
    return this.explicit ? 'transaction' : 'idle';
  }

  // Transactions.

  /** Begins an implicit transaction unless there is one. */
  ensureTransaction(): Transaction {
    if (this.transaction === null) this.openTransaction(this.modes.begin());
    return this.transaction!;
  }
  private openTransaction(isolation: Isolation): void {
    this.transaction = this.core.transactions.begin(isolation, this.processId);
    this.catalogTransaction.refresh();
    this.context.beginTransaction();
  }
  begin(modes: TransactionModes): void {
    this.ensureTransaction();
    this.explicit = true;
    this.modes.apply(modes);
  }
  get readOnly(): boolean {
    return this.modes.readOnly;
  }
  /** BEGIN was said, or it is one of several statements of a text. */
  get inBlock(): boolean {
    return this.explicit || this.block;
  }

  /** Runs what was deferred to the commit, which may have to wait for others, then commits. On an error all is rolled back. */
  *finish(): Running<void> {
    try {
      if (this.deferred.hasPending) yield* runDeferred(this, () => true);
    } catch (error) {
      this.rollback();
      throw error;
    }
    this.commit();
  }
  /** Commits whatever transaction there is. On an error it is rolled back, and the error goes on. */
  commit(): void {
    const transaction = this.transaction;
    if (transaction === null) {
      this.settings.commit();
      return;
    }
    try {
      // Temporary tables live in the session's own schema; without one there is nothing to look at.
      if (this.path.hasTemporary) applyOnCommit(ddlContext(this));
      transaction.runBeforeCommit();
      if (this.catalogTransaction.changed) this.catalogTransaction.refresh();
      const { durable } = this.core;
      if (durable !== null) {
        const relaxed = this.settings.get('synchronous_commit') === 'off';
        this.durability.log(durable, transaction, this.catalogTransaction, relaxed);
      }
      if (this.catalogTransaction.changed) this.catalogTransaction.commit();
      this.core.transactions.commit(transaction);
    } catch (error) {
      this.rollback();
      throw error;
    }
    this.settings.commit();
    for (const portal of this.portals.values()) {
      if (!portal.holdable) continue;
      portal.hold();
    }
    this.notifications.commit();
    this.leaveTransaction();
    this.core.durable?.committed();
  }
  rollback(): void {
    const { transaction } = this;
    if (transaction !== null && transaction.state === 'active') this.core.transactions.abort(transaction);
    if (transaction !== null) this.catalogTransaction.rollback();
    this.settings.rollbackTo(0);
    this.leaveTransaction();
  }
  private leaveTransaction(): void {
    this.transaction = null;
    this.explicit = false;
    this.failed = false;
    this.modes.end();
    this.durability.usedSequences = false;
    this.savepoints.clear();
    this.deferred.clear();
    this.memory.releaseAll();
    this.notifications.rollbackTo(0);
    if (this.portals.size > 0) for (const [name, portal] of this.portals) if (!portal.held) this.portals.delete(name);
    this.context.beginTransaction();
    if (this.notifications.hasMail) this.notifications.onArrival?.();
  }

  /** For one run of a plan, which releases it at its end; what is not is released with the transaction. */
  newMemory(): QueryMemory {
    return this.memory.open();
  }

  closePortals(): void {
    for (const portal of this.portals.values()) portal.close();
    this.portals.clear();
  }

  get savepointDepth(): number {
    return this.savepoints.depth;
  }
  savepoint(name: string): void {
    this.savepoints.open(name);
  }
  releaseSavepoint(name: string): void {
    this.savepoints.release(name);
  }
  rollbackToSavepoint(name: string): void {
    this.savepoints.rollbackTo(name);
    this.failed = false;
  }

  /**
   * A statement has failed, or a client's message about one: an implicit transaction ends; an explicit one keeps only what savepoints
   * can bring back.
   */
  fail(): void {
    this.context.sleepUntilMs = 0;
    this.advisory.forget();
    if (!this.explicit) {
      this.rollback();
      return;
    }
    if (this.failed) return;
    this.failed = true;
    const { last } = this.savepoints;
    if (last !== undefined) {
      this.transaction!.rollbackTo(last.name);
      this.catalogTransaction.rollbackTo(last.catalog);
    } else {
      // Locks and changes go at once; the block itself stays until the client ends it.
      this.core.transactions.abort(this.transaction!);
      this.catalogTransaction.rollback();
    }
  }

  /** Of a block that has failed: what it set is undone when the client has been told, in the character set of the block. */
  undoFailedSettings(): void {
    if (this.failed) this.settings.rollbackTo(this.savepoints.last?.settings ?? 0);
  }

  // Statements.

  parse(text: string): readonly ParsedStatement[] {
    try {
      return parseCached(text);
    } catch (error) {
      throw this.failure(error, text);
    }
  }

  /** The plan of a SELECT or data modification, from its statement, the database's cache, or anew. */
  planOf(prepared: PreparedStatement): CachedPlan {
    return this.plans.planOf(prepared);
  }
  /** All settings that analysis and planning depend on, as part of the cache key. */
  currentPlanKey(): string {
    return this.plans.currentKey();
  }

  /** In a failed block only its end is heard; null: a text without a statement. */
  refuseWhenFailed(statement: Statement | null): void {
    if (this.failed && (statement === null || !endsTransaction(statement))) throw transactionFailed();
  }
  /** `refreshes`: not for what ends a transaction. A ROLLBACK succeeds whatever others did; COMMIT looks for itself. */
  startStatement(refreshes = true): void {
    this.interrupts.begin(this.defaults.current().timeoutMs);
    if (refreshes) this.refreshCatalog();
    this.context.beginStatement();
  }
  /** Takes over what others committed. 23505 if one of them took a name that this transaction gave. */
  refreshCatalog(): void {
    if (this.transaction !== null && !this.failed) this.catalogTransaction.refresh();
  }

  /** A pipeline failed before its Sync: what it did is undone. An explicit block keeps its failed state. */
  abandonImplicit(): void {
    if (!this.explicit && this.transaction !== null) this.rollback();
  }

  /** Whether `sync` would have to run checks that may wait: `syncPatiently` is for that. */
  get syncChecks(): boolean {
    return !this.explicit && this.deferred.hasPending;
  }
  *syncPatiently(): Running<void> {
    yield* this.guarded('', this.finish());
  }
  /** End of a pipeline of extended-protocol messages: an implicit transaction commits. */
  sync(): void {
    if (!this.explicit && this.transaction !== null) this.guard('', () => this.commit());
    else if (!this.explicit) this.settings.commit();
  }

  /** Whether a statement's name of a database means this one: as this client calls it, or as it was opened. */
  isDatabase(name: string): boolean {
    return name === this.databaseName || name === this.core.name;
  }
  /** How long its client may say nothing, in milliseconds; 0 is for ever. */
  get idleTimeouts(): IdleTimeouts {
    return this.defaults.current().idle;
  }

  /** A generator of the session's whose failure is the statement's. */
  *guarded<T>(text: string, run: Running<T>): Running<T> {
    try {
      return yield* run;
    } catch (error) {
      throw this.failure(error, text);
    }
  }

  /** The statement fails with the error that is given back. `began`: when it did, for the observer. */
  failure(error: unknown, text: string, prepared: PreparedStatement | null = null, began = 0): unknown {
    this.fail();
    const reported = reportable(error, text);
    this.observer?.failed(this, reported, text, prepared, began);
    return reported;
  }

  guard<T>(text: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.failure(error, text);
    }
  }

  get closed(): boolean {
    return !this.core.sessions.has(this.processId);
  }

  /** Ends the session: an open transaction is rolled back, its temporary objects go. */
  close(): void {
    if (!this.core.sessions.delete(this.processId)) return;
    this.observer?.disconnected(this);
    this.rollback();
    this.advisory.end();
    this.notifications.end();
    this.prepared.clear();
    this.closePortals();
    this.path.dropTemporary();
  }
}
