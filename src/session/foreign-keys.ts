/**
 * Foreign keys at the end of a statement, over the rows it changed ("Constraints → Foreign Keys"). A new referencing key must
 * be found, and is locked FOR KEY SHARE so that it stays; a referenced key that went away must have no referencing rows left,
 * or takes them along (CASCADE, SET NULL, SET DEFAULT). The work is done by bound queries with the keys as parameters, the
 * way PostgreSQL does it through its own SQL interface.
 *
 * What they see, where transactions keep one snapshot (REPEATABLE READ, SERIALIZABLE), is as in PostgreSQL's ri_triggers.c. A
 * referenced key is looked up under that snapshot; the lock fails if the row is not there any more. Referencing rows are looked
 * for among all that is committed by now, so that none is left alone; an action fails on a row that the snapshot does not show.
 */
import type { ForeignKeyConstraint, ReferentialActionKind, TableDescriptor } from '../catalog/index.ts';
import { mapTree } from '../catalog/index.ts';
import type { BoundDelete, BoundExpr, BoundFrom, BoundSelect, BoundUpdate } from '../catalog/tree.ts';
import { plainSelect } from '../catalog/tree-nodes.ts';
import { sqlError } from '../errors/index.ts';
import { type RowChange, storedToDatum } from '../executor/index.ts';
import { equalityFunction, operatorByProc } from '../functions/registry.ts';
import { typeOid } from '../types/oids.ts';
import { typeByOid } from '../types/registry.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { CachedPlan } from './plan-cache.ts';
import { planInternal } from './planning.ts';
import { newExecution, runUnit } from './run-unit.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

function keyOf(change: RowChange, row: readonly Datum[], columns: readonly number[]): Datum[] {
  return columns.map((column) => storedToDatum(change.target.columns[column]!, row[column]!));
}
export function sameStored(a: readonly Datum[], b: readonly Datum[], columns: readonly number[]): boolean {
  return columns.every((column) => Object.is(a[column], b[column]) || String(a[column]) === String(b[column]));
}

export function* checkReferencing(
  session: Session,
  table: TableDescriptor,
  constraint: ForeignKeyConstraint,
  change: RowChange,
): Running<void> {
  const row = change.after!;
  const key = keyOf(change, row, constraint.columns);
  if (key.includes(null)) {
    if (constraint.match === 'full' && key.some((value) => value !== null)) {
      throw violation(session, table, constraint, 'MATCH FULL does not allow mixing of null and nonnull key values.');
    }
    return;
  }
  const referenced = session.catalog.table(constraint.referencedTable)!;
  const query = () => findRow(referenced, constraint.referencedColumns, constraint, table, false);
  if ((yield* runInternal(session, `pk${constraint.oid}`, query, key, 'snapshot')) > 0) return;
  const values = keyText(session, table, constraint.columns, key);
  const detail = `Key ${values} is not present in table "${referenced.name}".`;
  throw violation(session, table, constraint, detail);
}

function violation(session: Session, table: TableDescriptor, constraint: ForeignKeyConstraint, detail: string): Error {
  return sqlError(
    'foreign_key_violation',
    `insert or update on table "${table.name}" violates foreign key constraint "${constraint.name}"`,
    { detail, schema: schemaName(session, table), table: table.name, constraint: constraint.name },
  );
}
function schemaName(session: Session, table: TableDescriptor): string {
  return session.catalog.schema(table.schema)!.name;
}
function keyText(session: Session, table: TableDescriptor, columns: readonly number[], key: readonly Datum[]): string {
  const names = columns.map((column) => table.columns[column]!.name).join(', ');
  const values = key.map((value, i) => {
    const type = table.columns[columns[i]!]!.type;
    return value === null ? 'null' : typeByOid(type)!.output(value, session.context);
  });
  return `(${names})=(${values.join(', ')})`;
}

export function* checkReferenced(
  session: Session,
  table: TableDescriptor,
  referencing: TableDescriptor,
  constraint: ForeignKeyConstraint,
  change: RowChange,
  changes: RowChange[],
): Running<void> {
  const row = change.before!;
  if (change.op === 'update' && sameStored(row, change.after!, constraint.referencedColumns)) return;
  const key = keyOf(change, row, constraint.referencedColumns);
  if (key.includes(null)) return;
  const action = change.op === 'delete' ? constraint.onDelete : constraint.onUpdate;
  const name = `${action}${change.op}${constraint.oid}`;
  switch (action) {
    case 'no action':
      yield* refuseUnlessTaken(session, table, referencing, constraint, key);
      return;
    case 'restrict':
      yield* refuse(session, table, referencing, constraint, key);
      return;
    case 'cascade': {
      if (change.op === 'delete') {
        const query = () => deletion(referencing, constraint, table);
        yield* runInternal(session, name, query, key, 'committed', changes);
        return;
      }
      const values = keyOf(change, change.after!, constraint.referencedColumns);
      const value = (_column: number, i: number) =>
        parameter(constraint.columns.length + i + 1, table.columns[constraint.referencedColumns[i]!]!.type);
      const query = () => assignment(referencing, constraint, table, constraint.columns, value);
      yield* runInternal(session, name, query, [...key, ...values], 'committed', changes);
      return;
    }
    default: {
      const query = () => clearing(referencing, constraint, table, action, change);
      yield* runInternal(session, name, query, key, 'committed', changes);
      // The default may be the very key that goes away.
      if (action === 'set default') yield* refuseUnlessTaken(session, table, referencing, constraint, key);
    }
  }
}

/** Another row may have taken the key meanwhile: then all is well. */
function* refuseUnlessTaken(
  session: Session,
  table: TableDescriptor,
  referencing: TableDescriptor,
  constraint: ForeignKeyConstraint,
  key: readonly Datum[],
): Running<void> {
  const own = () => findRow(table, constraint.referencedColumns, constraint, referencing, true);
  if ((yield* runInternal(session, `own${constraint.oid}`, own, key, 'committed')) > 0) return;
  yield* refuse(session, table, referencing, constraint, key);
}

function* refuse(
  session: Session,
  table: TableDescriptor,
  referencing: TableDescriptor,
  constraint: ForeignKeyConstraint,
  key: readonly Datum[],
): Running<void> {
  const query = () => findRow(referencing, constraint.columns, constraint, table, false, true);
  if ((yield* runInternal(session, `fk${constraint.oid}`, query, key, 'committed')) === 0) return;
  throw sqlError(
    'foreign_key_violation',
    `update or delete on table "${table.name}" violates foreign key constraint "${constraint.name}" on table "${referencing.name}"`,
    {
      detail: `Key ${keyText(session, table, constraint.referencedColumns, key)} is still referenced from table "${referencing.name}".`,
      schema: schemaName(session, referencing),
      table: referencing.name,
      constraint: constraint.name,
    },
  );
}

// Bound trees, with rel 1 the table they are about.

function tableRef(table: TableDescriptor): BoundFrom {
  const columns = table.columns.map(({ name, type, typmod }) => ({ name, type, typmod }));
  return { kind: 'table', rel: 1, alias: table.name, columns, table: table.oid };
}
function columnOf(table: TableDescriptor, column: number): BoundExpr {
  const { type, typmod } = table.columns[column]!;
  return { kind: 'var', rel: 1, column, type, typmod, location: -1 };
}
function parameter(index: number, type: Oid): BoundExpr {
  return { kind: 'param', index, type, typmod: -1, location: -1 };
}
function constant(value: Datum, type: Oid): BoundExpr {
  return { kind: 'const', value, type, typmod: -1, location: -1 };
}

/** `column = $i` for each key column; `equals` has the functions for (referencing, referenced) values. */
function keyConditions(
  table: TableDescriptor,
  columns: readonly number[],
  other: TableDescriptor,
  constraint: ForeignKeyConstraint,
  isReferencing: boolean,
): BoundExpr {
  const otherColumns = isReferencing ? constraint.referencedColumns : constraint.columns;
  const args = columns.map((column, i): BoundExpr => {
    const own = columnOf(table, column);
    const value = parameter(i + 1, other.columns[otherColumns[i]!]!.type);
    const fn = constraint.equals[i]!;
    const operator = operatorOf(fn);
    return {
      kind: 'call',
      fn,
      operator,
      args: isReferencing ? [own, value] : [value, own],
      variadic: null,
      set: false,
      type: typeOid.bool,
      typmod: -1,
      location: -1,
    };
  });
  return args.length === 1 ? args[0]! : { kind: 'and', args, type: typeOid.bool, typmod: -1, location: -1 };
}
function operatorOf(fn: Oid): Oid | null {
  return operatorByProc(fn)?.oid ?? null;
}

/** `SELECT 1 FROM table WHERE key LIMIT 1 FOR KEY SHARE`; `own`: the key is of the table's own kind, compared with itself. */
function findRow(
  table: TableDescriptor,
  columns: readonly number[],
  constraint: ForeignKeyConstraint,
  other: TableDescriptor,
  own: boolean,
  isReferencing = false,
): BoundSelect {
  const where = own
    ? keyConditions(table, columns, table, selfReference(table, constraint), false)
    : keyConditions(table, columns, other, constraint, isReferencing);
  return plainSelect({
    id: 1,
    columns: [{ name: 'found', type: typeOid.int4, typmod: -1 }],
    limit: constant(1, typeOid.int8),
    from: [tableRef(table)],
    where,
    targets: [constant(1, typeOid.int4)],
    locking: [{ rels: [1], strength: 'key share', wait: 'block' }],
  });
}
/** The key of the referenced table compared with itself. */
function selfReference(table: TableDescriptor, constraint: ForeignKeyConstraint): ForeignKeyConstraint {
  const { referencedColumns } = constraint;
  const equals = referencedColumns.map((column) => equalityFunction(table.columns[column]!.type)!);
  return { ...constraint, columns: referencedColumns, equals };
}
function deletion(referencing: TableDescriptor, constraint: ForeignKeyConstraint, table: TableDescriptor): BoundDelete {
  return {
    kind: 'delete',
    ctes: [],
    table: referencing.oid,
    rel: 1,
    alias: referencing.name,
    from: [],
    where: keyConditions(referencing, constraint.columns, table, constraint, true),
    returning: null,
  };
}

function assignment(
  referencing: TableDescriptor,
  constraint: ForeignKeyConstraint,
  table: TableDescriptor,
  columns: readonly number[],
  value: (column: number, i: number) => BoundExpr,
): BoundUpdate {
  const set = columns.map((column, i) => ({ column, value: value(column, i) }));
  for (const [column, definition] of referencing.columns.entries()) {
    if (definition.generated !== null) {
      set.push({ column, value: overNewRow(definition.generated, set) });
    }
  }
  return {
    kind: 'update',
    ctes: [],
    table: referencing.oid,
    rel: 1,
    alias: referencing.name,
    from: [],
    where: keyConditions(referencing, constraint.columns, table, constraint, true),
    set,
    checks: [],
    returning: null,
  };
}
/** A generated column's expression (over rel 0) with the assigned columns put in and the others read from the row. */
function overNewRow(expr: BoundExpr, set: readonly { column: number; value: BoundExpr }[]): BoundExpr {
  return mapTree(expr, (node) => {
    if (node.kind !== 'var' || node.rel !== 0) return node;
    return set.find((item) => item.column === node.column)?.value ?? { ...node, rel: 1 };
  });
}

/** SET NULL and SET DEFAULT. */
function clearing(
  referencing: TableDescriptor,
  constraint: ForeignKeyConstraint,
  table: TableDescriptor,
  action: ReferentialActionKind,
  change: RowChange,
): BoundUpdate {
  const listed = change.op === 'delete' ? constraint.onDeleteColumns : [];
  const columns = listed.length > 0 ? listed : constraint.columns;
  return assignment(referencing, constraint, table, columns, (column) => {
    const { type, defaultExpr } = referencing.columns[column]!;
    return action === 'set default' && defaultExpr !== null ? defaultExpr : constant(null, type);
  });
}

const internalPlans = new WeakMap<object, Map<string, CachedPlan>>();

/** What an internal statement sees: what the transaction does, or all that is committed by now. */
type Sight = 'snapshot' | 'committed';

/**
 * Runs an internal statement, which is planned when first met; how many rows it found or changed. What it changed is added to
 * `changes`.
 */
function* runInternal(
  session: Session,
  name: string,
  query: () => BoundSelect | BoundUpdate | BoundDelete,
  params: readonly Datum[],
  sight: Sight,
  changes: RowChange[] = [],
): Running<number> {
  const { catalog } = session;
  let plans = internalPlans.get(session.core);
  if (plans === undefined) internalPlans.set(session.core, (plans = new Map()));
  let plan = plans.get(name);
  if (plan === undefined || plan.catalogVersion !== catalog.version) {
    plan = planInternal(session, query());
    plans.set(name, plan);
  }
  const transaction = session.transaction!;
  const own = transaction.takeSnapshot();
  const keeps = transaction.isolation !== 'read committed';
  const snapshot = keeps && sight === 'committed' ? transaction.latestSnapshot() : own;
  let rows = 0;
  const execution = newExecution(session, plan, snapshot, () => {
    rows++;
  });
  execution.crosscheck = own;
  execution.params = params;
  try {
    yield* runUnit(session, execution, plan.compiled.main, null);
  } finally {
    execution.memory.release();
    transaction.dropSnapshot(own);
    if (snapshot !== own) transaction.dropSnapshot(snapshot);
  }
  for (const change of execution.changes) changes.push(change);
  return rows + execution.affected;
}
