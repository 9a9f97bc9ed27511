/** What functions may learn of the server and of other sessions. */
import { databaseOid, storageOf } from '../catalog/index.ts';
import { settingByName, settingFlags } from '../config/index.ts';
import { sqlError } from '../errors/index.ts';
import { functionByOid } from '../functions/registry.ts';
import type { KeywordRow, ServerFacts, SocketAddress, StatisticsReset } from '../functions/server-facts.ts';
import { keywordClasses, needsAs } from '../parser/index.ts';
import type { SafetyWatch } from '../transaction/index.ts';
import type { Oid } from '../types/type-def.ts';
import { indexSize } from './relation-size.ts';
import type { Session } from './session.ts';
import { resetDatabase, resetRelation, resetShared } from './statistics/catalog-statistics.ts';

const letters = { unreserved: 'U', col_name: 'C', type_func_name: 'T', reserved: 'R' } as const;

export class SessionServerFacts implements ServerFacts {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  get startTimestamp(): number {
    return this.session.core.startTimestamp;
  }
  get queryText(): string {
    return this.session.currentText;
  }
  get client(): SocketAddress | null {
    return this.session.network?.client ?? null;
  }
  get server(): SocketAddress | null {
    return this.session.network?.server ?? null;
  }
  get keywords(): readonly KeywordRow[] {
    return [...keywordClasses]
      .map(([word, category]) => ({ word, category: letters[category], bareLabel: !needsAs.has(word) }))
      .sort((a, b) => (a.word < b.word ? -1 : 1));
  }
  get nextTransactionId(): number {
    return this.session.core.transactions.upcomingId;
  }
  isRunning(transactionId: number): boolean {
    for (let txn = this.session.core.transactions.active; txn !== null; txn = txn.nextActive) {
      if (txn.id === transactionId) return true;
    }
    return false;
  }
  blockersOf(pid: number): readonly number[] {
    const transaction = this.session.core.sessions.get(pid)?.transaction;
    if (!transaction?.wake || this.watchOf(pid) !== undefined) return [];
    return transaction.waitsFor.map(({ processId }) => processId);
  }

  safetyBlockersOf(pid: number): readonly number[] {
    return this.watchOf(pid)?.processIds ?? [];
  }
  private watchOf(pid: number): SafetyWatch | undefined {
    return [...this.session.core.transactions.watches].find(({ transaction }) => transaction.processId === pid);
  }

  databaseSize(database: string | Oid): number | null {
    const { catalog, context } = this.session;
    if (database !== databaseOid && !this.session.isDatabase(String(database))) return null;
    let size = 0;
    for (const schema of catalog.schemas()) {
      for (const { oid } of catalog.relationsIn(schema.oid)) size += context.catalog.relationSize(oid) ?? 0;
    }
    return size;
  }
  indexesSize(relation: Oid): number | null {
    const { catalog, core } = this.session;
    const descriptor = catalog.relation(relation);
    if (descriptor === undefined) return null;
    if (descriptor.kind !== 'table') return 0;
    return core.storage.table(storageOf(descriptor)).indexes.reduce((sum, index) => sum + indexSize(index), 0);
  }
  resetStatements(user: Oid, database: Oid, queryId: bigint): void {
    this.requireSuperuser('pg_stat_statements_reset');
    const { observer, host } = this.session.core;
    if (observer === null) {
      throw sqlError(
        'object_not_in_prerequisite_state',
        'pg_stat_statements must be loaded via shared_preload_libraries',
      );
    }
    if (database === 0 || database === databaseOid) observer.statements.reset(user, queryId, host.now());
  }
  resetStatistics(fn: string, what: StatisticsReset): void {
    this.requireSuperuser(fn);
    const { core } = this.session;
    switch (what.of) {
      case 'database':
        resetDatabase(core);
        return;
      case 'shared':
        resetShared(core, what.target);
        return;
      case 'relation':
        resetRelation(this.session, what.oid);
        return;
      case 'function':
        core.statistics.resets.touch(core.host.now());
    }
  }
  private requireSuperuser(fn: string): void {
    if (!this.session.settings.isSuperuser()) {
      throw sqlError('insufficient_privilege', `permission denied for function ${fn}`);
    }
  }
  fileNode(oid: Oid): Oid | null {
    const relation = this.session.catalog.relation(oid);
    if (relation === undefined) return null;
    if (relation.kind === 'index') return relation.oid;
    return relation.kind === 'table' ? storageOf(relation) : 0;
  }
  settingFlags(name: string): readonly string[] | null {
    const def = settingByName(name);
    return def === undefined ? null : settingFlags(def.name);
  }

  functionKind(fn: Oid): 'function' | 'aggregate' | 'window' | null {
    const kind = functionByOid(fn)?.kind;
    if (kind === undefined) return null;
    return kind === 'aggregate' || kind === 'window' ? kind : 'function';
  }
  argumentDefault(fn: Oid, argument: number): string | null {
    const def = functionByOid(fn);
    if (def?.defaults === undefined) return null;
    return def.defaults[argument - 1 - (def.args.length - def.defaults.length)] ?? null;
  }

  indexProperty(oid: Oid, column: number, property: string): boolean | null {
    const index = this.session.catalog.index(oid);
    if (index === undefined) return null;
    const ordered = index.method === 'btree';
    if (column === 0) {
      if (property === 'clusterable') return ordered;
      return /^(?:index_scan|bitmap_scan|backward_scan)$/.test(property) ? true : null;
    }
    const key = index.keys[column - 1];
    if (key === undefined) return column > index.keys.length + index.include.length ? null : included(property);
    switch (property) {
      case 'asc':
        return ordered && !key.descending;
      case 'desc':
        return ordered && key.descending;
      case 'nulls_first':
        return ordered && key.nullsFirst;
      case 'nulls_last':
        return ordered && !key.nullsFirst;
      case 'orderable':
      case 'returnable':
      case 'search_array':
      case 'search_nulls':
        return ordered;
      case 'distance_orderable':
        return false;
      default:
        return null;
    }
  }
}

/** A column that is in the index only to be read there. */
function included(property: string): boolean | null {
  if (property === 'returnable') return true;
  return property === 'orderable' || property === 'distance_orderable' ? false : null;
}
