/**
 * Compiled plans by statement text and what else decides their meaning. An entry is good for one catalog version and for as
 * long as its tables keep roughly the size they were planned for. Those not used for long go first.
 */

import type { OutputColumn } from '../catalog/index.ts';
import { GenerationCache } from '../common/generation-cache.ts';
import type { CompiledStatement } from '../compiler/index.ts';
import type { Execution } from '../executor/index.ts';
import type { TableStore } from '../storage/index.ts';
import { typeByOid } from '../types/index.ts';
import type { Oid } from '../types/type-def.ts';
import type { CursorRows } from './cursor-rows.ts';
import type { StatementEntry } from './statistics/statement-table.ts';

export interface PlannedTable {
  readonly oid: Oid;
  readonly store: TableStore;
  /** Row count the plan was made for. */
  readonly rows: number;
  readonly writes: boolean;
}

export interface CachedPlan {
  readonly catalogVersion: number;
  readonly compiled: CompiledStatement;
  readonly columns: readonly OutputColumn[];
  readonly parameterTypes: readonly Oid[];
  readonly tables: readonly PlannedTable[];
  /** It reads only, without row locks and functions with effects: needs no transaction of its own. */
  readonly readOnly: boolean;
  /** Reads so little that it may run to its end without a pause. */
  readonly quick: boolean;
  /** It changes rows of one table that no foreign key looks at, and nothing else: may run without a pause. */
  readonly simpleWrite: boolean;
  /** A materialized view it reads that has no data: running it fails. */
  readonly unpopulated: string | null;
  /** False: it only inserts rows that come from no table, and judges them by none. */
  readonly reads: boolean;
  /** Of a cursor's query: what stands behind its columns. */
  readonly cursorRows?: CursorRows;
  /** An execution that is not in use, kept for the next run. */
  idle: Execution | null;
  /** Where its runs are counted, once an observer has seen one. */
  statistics: StatementEntry | null;
}

const generationEntries = 1000;

export class PlanCache {
  private readonly plans = new GenerationCache<CachedPlan>(generationEntries);

  get(key: string, catalogVersion: number): CachedPlan | undefined {
    const plan = this.plans.get(key);
    return plan === undefined || plan.catalogVersion !== catalogVersion || !fits(plan) ? undefined : plan;
  }

  put(key: string, plan: CachedPlan): void {
    this.plans.set(key, plan);
  }
}

/** Columns of the result; null: the statement gives no rows. */
export function resultColumns(plan: CachedPlan): readonly OutputColumn[] | null {
  return plan.columns.length === 0 && plan.compiled.planned.kind !== 'select' ? null : described(plan.columns);
}

/** Clients are told of the type below a domain, and get its values. */
function described(columns: readonly OutputColumn[]): readonly OutputColumn[] {
  if (!columns.some(({ type }) => typeByOid(type)?.domain !== undefined)) return columns;
  return columns.map((column) => {
    let { type, typmod } = column;
    for (let facts = typeByOid(type)?.domain; facts !== undefined; facts = typeByOid(type)?.domain) {
      type = facts.parent;
      typmod = facts.parentTypmod;
    }
    return { ...column, type, typmod };
  });
}

/** Tables that have grown or shrunk by more than eight times may deserve another plan. */
export function fits(plan: CachedPlan): boolean {
  const { tables } = plan;
  for (let i = 0; i < tables.length; i++) {
    const table = tables[i]!;
    const now = table.store.rowCount;
    if (now > 64 && (now > table.rows * 8 || now * 8 < table.rows)) return false;
    if (now <= 64 && table.rows > 512) return false;
  }
  return true;
}
