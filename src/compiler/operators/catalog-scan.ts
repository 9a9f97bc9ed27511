/** Scans of catalog relations and sequences, whose rows are computed when the scan begins. */
import { systemRelations } from '../../catalog/system-relations.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Execution } from '../../executor/execution.ts';
import type { CatalogScanNode } from '../../planner/physical-plan.ts';
import { typeOid } from '../../types/oids.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { boxed } from '../expressions/box.ts';
import { emitFilter, emitValue } from '../expressions/emit-expression.ts';
import { comparisonOf } from '../expressions/inline-functions.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { produceRows } from './simple.ts';

type OpenRows = (execution: Execution) => Iterable<readonly Datum[]>;

export function produceCatalogScan(plan: CatalogScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { rel, relation, columns, columnInfo } = plan;
  const stored = columns.filter((column) => column >= 0);
  const info = columnInfo.filter((_, i) => columns[i]! >= 0);
  const system: [number, Loader][] = [];
  if (columns.includes(-2)) {
    const tableOid = value(unit.pool.value(relation), 'false', typeOid.oid);
    system.push([varKey(rel, -2), () => tableOid]);
  }
  if (columns.includes(-3)) system.push([varKey(rel, -3), () => value('0', 'false', typeOid.xid)]);
  let open = context.catalogRows(relation, stored);
  if (columns.includes(-1)) {
    // The row's place in the list of rows stands for its place in a file, as one more value behind those of the columns.
    const place = Math.max(-1, ...stored) + 1;
    open = numbered(open, place);
    system.push([
      varKey(rel, -1),
      (writer) => {
        const local = writer.temp('v');
        writer.line(`const ${local}=row[${place}];`);
        return value(local, 'false', typeOid.tid);
      },
    ]);
  }
  open = keyed(plan, open, unit, context);
  const filtered: Consumer = (writer, given) => {
    const scope = given.with(system);
    emitFilter(plan.filter, emitContext(writer, scope, unit));
    consume(writer, scope);
  };
  produceRows(rel, info, unit, filtered, context, open, undefined, stored);
}

/**
 * A correlated sub-query that looks rows up by a column finds them by a hash of the relation's rows, which is made once for a
 * statement: the catalog does not change while it runs. The condition is still tested on what is found. Views of the catalog
 * show what goes on meanwhile, and are computed each time.
 */
function keyed(plan: CatalogScanNode, open: OpenRows, unit: Unit, context: PlanContext): OpenRows {
  const key = unit.parent === null ? null : lookupKey(plan);
  if (key === null || !isStoredCatalog(plan.relation)) return open;
  const { statement } = context;
  const valueSlot = statement.newSlot();
  const rowsSlot = statement.newSlot();
  const opener = statement.writer('o', 'X');
  const emit = emitContext(opener, new Scope(), unit);
  opener.line(`S[${valueSlot}]=${boxed(emit, emitValue(key.value, emit))};`);
  const evaluate = statement.finish(opener);
  return (execution) => {
    execution.functions[evaluate]!(execution, 0, 0);
    const rows = (execution.slots[rowsSlot] ??= rowsByKey(open(execution), key.column, execution)) as RowsByKey;
    return rows.get(execution.slots[valueSlot] as Datum) ?? [];
  };
}

type RowsByKey = ReadonlyMap<Datum, readonly (readonly Datum[])[]>;

function rowsByKey(rows: Iterable<readonly Datum[]>, column: number, execution: Execution): RowsByKey {
  const found = new Map<Datum, (readonly Datum[])[]>();
  for (const row of rows) {
    execution.tick();
    const key = row[column]!;
    const same = found.get(key);
    if (same === undefined) found.set(key, [row]);
    else same.push(row);
  }
  return found;
}

function isStoredCatalog(oid: Oid): boolean {
  storedCatalogs ??= new Set(systemRelations().flatMap(({ relkind, oid }) => (relkind === 'r' ? [oid] : [])));
  return storedCatalogs.has(oid);
}
let storedCatalogs: ReadonlySet<Oid> | null = null;

/** Types whose values are equal when their scalars are. */
const keyTypes: ReadonlySet<Oid> = new Set([typeOid.oid, typeOid.int4, typeOid.int2, typeOid.name]);

/** `column = value`, where the value comes from the query around. */
function lookupKey(plan: CatalogScanNode): { readonly column: number; readonly value: BoundExpr } | null {
  const conditions = plan.filter.flatMap((condition) => (condition.kind === 'and' ? condition.args : [condition]));
  for (const condition of conditions) {
    if (condition.kind !== 'call' || condition.args.length !== 2) continue;
    const comparison = comparisonOf(condition.fn);
    if (comparison?.op !== '=' || comparison.left !== comparison.right || !keyTypes.has(comparison.left)) continue;
    const [left, right] = condition.args as [BoundExpr, BoundExpr];
    for (const [column, value] of [
      [left, right],
      [right, left],
    ] as const) {
      if (column.kind !== 'var' || column.rel !== plan.rel || column.column < 0) continue;
      if (isOuterVariable(value, plan.rel)) return { column: column.column, value };
    }
  }
  return null;
}

function isOuterVariable(expr: BoundExpr, rel: number): boolean {
  if (expr.kind === 'cast') return expr.method === 'binary' && isOuterVariable(expr.arg, rel);
  return expr.kind === 'var' && expr.rel !== rel;
}

function numbered(open: OpenRows, place: number): OpenRows {
  return function* (execution) {
    let number = 0;
    for (const row of open(execution)) {
      const longer = row.slice(0, place);
      longer[place] = number++;
      yield longer;
    }
  };
}
