/** From a statement to a compiled plan: analysis, planning and compilation against the catalog version the session sees. */
import { analyzeStatement, type BoundStatement, withOrigins } from '../analyzer/index.ts';
import { catalogSize } from '../catalog/catalog-size.ts';
import { type Catalog, isWatched, storageOf } from '../catalog/index.ts';
import type { BoundExpr, BoundModification, BoundQuery } from '../catalog/tree.ts';
import { forEachChild } from '../catalog/tree-walk.ts';
import { compileStatement } from '../compiler/index.ts';
import { childPlans, nodeExpressions } from '../compiler/plan-references.ts';
import { sqlError } from '../errors/index.ts';
import { functionByOid } from '../functions/registry.ts';
import { planStatement, storageStatistics } from '../optimizer/index.ts';
import type { DataModification, SelectStatement } from '../parser/index.ts';
import {
  type PhysicalPlan,
  type PlanContext,
  type PlannedStatement,
  routineFacts,
  type SubPlan,
} from '../planner/index.ts';
import type { Oid } from '../types/type-def.ts';
import { catalogRows } from './catalog-rows.ts';
import type { CachedPlan, PlannedTable } from './plan-cache.ts';
import { statementDenied } from './privileges/check-statement.ts';
import type { Session } from './session.ts';

export type Plannable = SelectStatement | DataModification;

/** `types`: given parameter types, 0 where unknown; inferred ones are written into it. */
export function analyze(session: Session, statement: Plannable, types: Oid[] | null): BoundStatement {
  return analyzeStatement(statement, session.analyzerContext(types));
}

/** For the session's user: without the privileges that it needs, running it fails. */
export function planBound(session: Session, bound: BoundQuery | BoundModification): PlannedStatement {
  const planned = planStatement(bound, planContext(session));
  const denied = planned.error === null ? statementDenied(bound, session.catalog, session.currentRole) : null;
  const error = denied === null ? planned.error : { thrown: denied };
  return { ...planned, error, columns: withOrigins(bound, planned.columns) };
}

export function planContext(session: Session): PlanContext {
  const { catalog, core, settings } = session;
  const on = (name: string): boolean => settings.get(name) === 'on';
  return {
    catalog,
    statistics: storageStatistics(
      (oid) => {
        const table = catalog.table(oid);
        return table && core.storage.table(storageOf(table));
      },
      (oid) => catalogSize(oid, catalog),
    ),
    settings: {
      optimizer: on('aiondb.optimizer'),
      enableSeqScan: on('enable_seqscan'),
      enableIndexScan: on('enable_indexscan'),
      enableHashJoin: on('enable_hashjoin'),
      enableNestLoop: on('enable_nestloop'),
      enableSort: on('enable_sort'),
    },
    facts: routineFacts(session.context),
    checkInterrupts: () => session.interrupts.check(),
  };
}

/** Some ten thousand rows: what a statement may cost that holds up everybody else until it is done. */
const quickCost = 300;

export function compile(
  session: Session,
  planned: PlannedStatement,
  types: readonly Oid[],
  instrument = false,
): CachedPlan {
  const { catalog, core } = session;
  const stores = {
    table: (oid: Oid) => core.storage.table(storageOf(catalog.table(oid)!)),
    index: (oid: Oid) => {
      const index = catalog.index(oid)!;
      return core.storage.table(storageOf(catalog.table(index.table)!)).index(oid);
    },
  };
  const compiled = compileStatement(
    planned,
    {
      stores,
      catalog,
      catalogRows: (relation, columns) => catalogRows(relation, columns, catalog),
      checkInterrupts: () => session.interrupts.check(),
    },
    instrument,
  );
  const tables = new Map<Oid, PlannedTable>();
  let writes = false;
  let waits = false;
  let cost = 0;
  let simple = true;
  let reads = false;
  let unpopulated: string | null = null;
  const visit = (plan: PhysicalPlan): void => {
    if (!readsNothing(plan)) reads = true;
    if (plan.node === 'insert' || plan.node === 'update' || plan.node === 'delete' || plan.node === 'merge') {
      writes = true;
      note(plan.table, true);
    } else if (plan.node === 'lockRows') {
      writes = true;
      for (const lock of plan.locks) {
        refuseLock(catalog, lock.table);
        note(lock.table, true);
      }
    } else if (plan.node === 'seqScan' || plan.node === 'indexScan' || plan.node === 'tidScan') note(plan.table, false);
    else if (plan.node === 'functionScan' || plan.node === 'recursiveUnion') simple = false;
    for (const expr of nodeExpressions(plan)) visitExpression(expr);
    for (const child of childPlans(plan)) visit(child);
  };
  const visitExpression = (expr: BoundExpr): void => {
    if (expr.kind === 'subPlan') visit((expr as SubPlan).plan);
    else forEachChild(expr, visitExpression);
    if (expr.kind !== 'call') return;
    const def = functionByOid(expr.fn);
    if (expr.set || def?.volatility === 'volatile') simple = false;
    if (def?.kind === 'scalar' && def.waits) waits = true;
  };
  const note = (oid: Oid, changes: boolean): void => {
    const relation = catalog.table(oid);
    if (!changes && relation?.materialized?.populated === false) unpopulated = relation.name;
    const known = tables.get(oid);
    if (known?.writes) return;
    const store = stores.table(oid);
    tables.set(oid, { oid, store, rows: store.rowCount, writes: changes });
  };
  visit(planned.plan);
  planned.outputs.forEach(visitExpression);
  for (const cte of planned.ctes) {
    visit(cte.plan);
    cost += cte.plan.estimate.totalCost;
  }
  cost += planned.plan.estimate.totalCost;
  return {
    catalogVersion: catalog.version,
    compiled,
    columns: planned.columns,
    parameterTypes: types,
    tables: [...tables.values()],
    readOnly: !writes,
    simpleWrite:
      writes && planned.kind !== 'select' && planned.ctes.length === 0 && !waits && !watched(catalog, planned.plan),
    unpopulated,
    quick: !writes && simple && unpopulated === null && cost <= quickCost,
    reads,
    idle: null,
    statistics: null,
  };
}

/** A plan for a bound query that no text stands for: what DDL and integrity checks run. */
export function planInternal(session: Session, bound: BoundQuery | BoundModification): CachedPlan {
  const planned = planStatement(bound, planContext(session));
  return compile(session, { ...planned, columns: withOrigins(bound, planned.columns) }, []);
}

export function boundOf(bound: BoundStatement): BoundQuery | BoundModification {
  return bound.kind === 'query' ? bound.query : bound;
}

/** A plain INSERT, and what makes rows of expressions. */
function readsNothing(plan: PhysicalPlan): boolean {
  return (
    plan.node === 'result' ||
    plan.node === 'values' ||
    plan.node === 'project' ||
    (plan.node === 'insert' && plan.onConflict === null)
  );
}

/** Constraints look at what the statement changes. */
function watched(catalog: Catalog, plan: PhysicalPlan): boolean {
  if (plan.node !== 'insert' && plan.node !== 'update' && plan.node !== 'delete') return true;
  const table = catalog.table(plan.table);
  return table === undefined || isWatched(table);
}

function refuseLock(catalog: Catalog, oid: Oid): void {
  const table = catalog.table(oid);
  if (table?.materialized === undefined) return;
  throw sqlError('wrong_object_type', `cannot lock rows in materialized view "${table.name}"`);
}
