/**
 * ALTER COLUMN ... TYPE. Every row gets the value of USING (or the assignment conversion of the old value), and what is stored about
 * the column follows: its default, checks and indexes over it (analyzed again from their text, as PostgreSQL does, since other
 * operators may be meant now), foreign keys on either side.
 */
import {
  type BoundExpr,
  type CheckConstraint,
  type ColumnDescriptor,
  columnsIn,
  columnsOfTableIn,
  definitionOf,
  type ForeignKeyConstraint,
  type IndexColumn,
  type IndexDescriptor,
  quoteIdentifier,
  relationWord,
  type TableDescriptor,
} from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { AlterTableAction } from '../../parser/ast/index.ts';
import { orderingCollation } from '../../types/collation/index.ts';
import { columnVector } from '../../types/column-storage.ts';
import type { Oid } from '../../types/type-def.ts';
import { alterableColumn } from './alter-columns.ts';
import { checkColumnType, columnCollation, dimensionsOf, withoutSet } from './column-definition.ts';
import { verifyCheck } from './constraints.ts';
import type { DdlContext } from './context.ts';
import { verifyForeignKey } from './foreign-keys.ts';
import { orderOf, requireOrder } from './indexes.ts';
import { requireTypeUsage } from './privileges/authorize.ts';
import { columnVar } from './queries.ts';
import { unlocated } from './resolve.ts';
import { rewriteTable } from './rewrite-table.ts';
import { alterSequence, ownedSequences } from './sequences.ts';

export type AlterTypeAction = Extract<AlterTableAction, { kind: 'alterType' }>;

interface Change {
  readonly at: number;
  readonly column: ColumnDescriptor;
  /** Over the old row. */
  readonly value: BoundExpr;
}

export function alterColumnTypes(oid: Oid, actions: readonly AlterTypeAction[], context: DdlContext): void {
  const { transaction } = context;
  const before = transaction.catalog.table(oid)!;
  const changes = new Map<number, Change>();
  for (const action of actions) {
    const change = changeOf(before, action, context);
    if (changes.has(change.at)) {
      throw sqlError('feature_not_supported', `cannot alter type of column "${action.name}" twice`);
    }
    changes.set(change.at, change);
  }
  let after: TableDescriptor = {
    ...before,
    columns: before.columns.map((column, i) => changes.get(i)?.column ?? column),
  };
  for (const other of before.referencedBy) context.lock(other, 'access exclusive');
  const changed = new Set(changes.keys());
  after = withChecks(before, after, changed, context);
  const values = before.columns.map((_, i) => changes.get(i)?.value ?? null);
  const affected = withIndexes(before, after, changed, context);
  if ([...changes.values()].every((change) => keepsStorage(before, change))) transaction.put(after);
  else rewriteTable(before, after, values, context);
  const written = transaction.catalog.table(oid)!;
  for (const check of affected.checks) verifyCheck(written, check, context);
  renewForeignKeys(written, changed, context);
  for (const { at, column } of changes.values()) {
    if (column.identity === null) continue;
    for (const sequence of ownedSequences(oid, at, context)) {
      if (!sequence.ownedBy?.identity || sequence.type === column.type) continue;
      alterSequence(sequence, [], column.type, context);
    }
  }
}

// ---- the column ----

function changeOf(table: TableDescriptor, action: AlterTypeAction, context: DdlContext): Change {
  const { analyzer } = context;
  const at = alterableColumn(table, action.name);
  const old = table.columns[at]!;
  if (old.generated !== null && action.using !== null) {
    throw sqlError('invalid_column_definition', 'cannot specify USING when altering type of generated column', {
      detail: `Column "${old.name}" is a generated column.`,
    });
  }
  const { type, typmod } = analyzer.typeName(withoutSet(action.type));
  requireTypeUsage(type, context);
  if (action.type.setof) {
    throw sqlError('invalid_table_definition', `column "${old.name}" cannot be declared SETOF`);
  }
  checkColumnType(old.name, type, context);
  const collation = unlocated(() => columnCollation(action, type, context));
  checkUses(table, at, context);
  const value = newValue(table, at, action, type, typmod, context);
  const column: ColumnDescriptor = {
    ...old,
    type,
    typmod,
    dimensions: dimensionsOf(action.type),
    collation,
    missing: null,
    defaultExpr: old.defaultExpr === null ? null : newDefault(old, type, typmod, context),
    generated: old.generated === null ? null : value,
  };
  return { at, column, value };
}

function newValue(
  table: TableDescriptor,
  at: number,
  action: AlterTypeAction,
  type: Oid,
  typmod: number,
  context: DdlContext,
): BoundExpr {
  const { analyzer } = context;
  const old = table.columns[at]!;
  const wanted = (): string => analyzer.typeText(type, -1);
  if (action.using !== null) {
    const converted = analyzer.using(action.using, table, { name: old.name, type, typmod });
    if (converted !== null) return converted;
    throw sqlError(
      'datatype_mismatch',
      `result of USING clause for column "${old.name}" cannot be cast automatically to type ${wanted()}`,
      { hint: 'You might need to add an explicit cast.' },
    );
  }
  const source = old.generated === null ? columnVar(table, at) : stripCoercions(old.generated);
  const converted = analyzer.converted(source, type, typmod);
  if (converted !== null) return converted;
  throw sqlError('datatype_mismatch', `column "${old.name}" cannot be cast automatically to type ${wanted()}`, {
    hint:
      old.generated === null
        ? `You might need to specify "USING ${quoteIdentifier(old.name)}::${analyzer.typeText(type, typmod)}".`
        : undefined,
  });
}

/** Without the conversions nobody wrote: they were to the old type. */
function stripCoercions(expr: BoundExpr): BoundExpr {
  let inner = expr;
  while (inner.kind === 'cast' && inner.context !== 'explicit') inner = inner.arg;
  return inner;
}

function newDefault(column: ColumnDescriptor, type: Oid, typmod: number, context: DdlContext): BoundExpr {
  const converted = context.analyzer.converted(stripCoercions(column.defaultExpr!), type, typmod);
  if (converted !== null) return converted;
  throw sqlError(
    'datatype_mismatch',
    `default for column "${column.name}" cannot be cast automatically to type ${context.analyzer.typeText(type, -1)}`,
  );
}

/** Views and generated columns have the old type built in. */
function checkUses(table: TableDescriptor, at: number, context: DdlContext): void {
  const { catalog } = context.transaction;
  const { name } = table.columns[at]!;
  for (const column of table.columns) {
    if (column.generated === null || column.dropped || column.name === name) continue;
    if (!columnsIn(column.generated).has(at)) continue;
    throw sqlError('feature_not_supported', 'cannot alter type of a column used by a generated column', {
      detail: `Column "${name}" is used by generated column "${column.name}".`,
    });
  }
  for (const oid of catalog.dependents(table.oid)) {
    const view = catalog.relation(oid)!;
    const definition = definitionOf(view);
    if (definition === null || !columnsOfTableIn(definition.query, table.oid).has(at)) continue;
    throw sqlError('feature_not_supported', 'cannot alter type of a column used by a view or rule', {
      detail: `rule _RETURN on ${relationWord(view)} ${quoteIdentifier(view.name)} depends on column "${name}"`,
    });
  }
}

/** The old vectors serve: text stays text when no length is cut. */
function keepsStorage(table: TableDescriptor, change: Change): boolean {
  const old = table.columns[change.at]!;
  const { type, typmod } = change.column;
  // Indexes over it are made again.
  if (orderingCollation(old.collation) !== orderingCollation(change.column.collation)) return false;
  if (columnVector(old.type, old.typmod) !== 'mixed' || columnVector(type, typmod) !== 'mixed') return false;
  const { value } = change;
  const plain = (expr: BoundExpr): boolean => expr.kind === 'var' && expr.column === change.at;
  return plain(value) || (value.kind === 'cast' && value.method === 'binary' && !value.applyTypmod && plain(value.arg));
}

// ---- what is stored about it ----

/** The expression analyzed again from its text, over the changed table. */
function textOf(
  expr: BoundExpr,
  table: TableDescriptor,
  context: DdlContext,
): ReturnType<DdlContext['analyzer']['parse']> {
  return context.analyzer.parse(context.analyzer.deparse.expression(expr, table, false));
}

function uses(expr: BoundExpr | null, columns: ReadonlySet<number>): boolean {
  if (expr === null) return false;
  for (const column of columnsIn(expr)) if (columns.has(column)) return true;
  return false;
}

function withChecks(
  before: TableDescriptor,
  after: TableDescriptor,
  changed: ReadonlySet<number>,
  context: DdlContext,
): TableDescriptor {
  const constraints = before.constraints.map((constraint) => {
    if (constraint.kind !== 'check' || !uses(constraint.expression, changed)) return constraint;
    const expression = unlocated(() =>
      context.analyzer.condition(textOf(constraint.expression, before, context), 'check', after),
    );
    return { ...constraint, expression };
  });
  return { ...after, constraints };
}

/** Puts the changed indexes into the catalog; returns the checks that stored rows have to pass again. */
function withIndexes(
  before: TableDescriptor,
  after: TableDescriptor,
  changed: ReadonlySet<number>,
  context: DdlContext,
): { readonly checks: readonly CheckConstraint[] } {
  const { transaction, analyzer } = context;
  for (const index of transaction.catalog.indexesOf(before)) {
    const keys = index.keys.map((key) => {
      if (key.column !== null) {
        if (!changed.has(key.column)) return key;
        const { type, collation } = after.columns[key.column]!;
        requireOrder(type, index.method, context);
        return inOrder({ ...key, type }, key.collation ?? collation, context);
      }
      if (!uses(key.expression, changed)) return key;
      const expression = unlocated(() =>
        analyzer.expression(textOf(key.expression!, before, context), 'indexExpression', after),
      );
      requireOrder(expression.type, index.method, context);
      const collation = key.collation ?? analyzer.collationOf(expression, after);
      return inOrder({ ...key, expression, type: expression.type }, collation, context);
    });
    const predicate = uses(index.predicate, changed)
      ? unlocated(() => analyzer.condition(textOf(index.predicate!, before, context), 'indexPredicate', after))
      : index.predicate;
    const renewed: IndexDescriptor = { ...index, keys, predicate };
    if (keys.some((key, i) => key !== index.keys[i]) || predicate !== index.predicate) transaction.put(renewed);
  }
  const checks = after.constraints.filter(
    (c): c is CheckConstraint => c.kind === 'check' && c.validated && uses(c.expression, changed),
  );
  return { checks };
}

function inOrder(
  { order: _order, orderVersion: _version, ...key }: IndexColumn,
  collation: string | null,
  context: DdlContext,
): IndexColumn {
  if (key.operatorClass?.endsWith('_pattern_ops')) return key;
  return { ...key, ...orderOf(key.type, collation, context) };
}

/** Foreign keys from and to the changed columns compare by other operators now, and are checked anew. */
function renewForeignKeys(table: TableDescriptor, changed: ReadonlySet<number>, context: DdlContext): void {
  const { catalog } = context.transaction;
  const from = table.constraints.filter(
    (c): c is ForeignKeyConstraint => c.kind === 'foreignKey' && c.columns.some((column) => changed.has(column)),
  );
  for (const key of from) renewForeignKey(table.oid, key, context);
  for (const oid of table.referencedBy) {
    for (const key of catalog.table(oid)!.constraints) {
      if (key.kind !== 'foreignKey' || key.referencedTable !== table.oid || from.includes(key)) continue;
      if (key.referencedColumns.some((column) => changed.has(column))) renewForeignKey(oid, key, context);
    }
  }
}

function renewForeignKey(oid: Oid, key: ForeignKeyConstraint, context: DdlContext): void {
  const { transaction, analyzer } = context;
  context.lock(oid, 'access exclusive');
  const table = transaction.catalog.table(oid)!;
  const referenced = transaction.catalog.table(key.referencedTable)!;
  const equals = key.columns.map((column, i) => {
    const own = table.columns[column]!;
    const other = referenced.columns[key.referencedColumns[i]!]!;
    const equality = analyzer.keyEquality(own.type, other.type);
    if (equality !== null) return equality;
    const types = `${analyzer.typeText(own.type, -1)} and ${analyzer.typeText(other.type, -1)}`;
    throw sqlError('datatype_mismatch', `foreign key constraint "${key.name}" cannot be implemented`, {
      detail: `Key columns "${own.name}" and "${other.name}" are of incompatible types: ${types}.`,
    });
  });
  const renewed = { ...key, equals };
  const constraints = table.constraints.map((c) => (c.oid === key.oid ? renewed : c));
  transaction.put({ ...table, constraints });
  if (renewed.validated) verifyForeignKey(transaction.catalog.table(oid)!, renewed, context);
}
