/** What a modification needs to know of its table, put together when the statement is compiled. */
import { quoteIdentifier } from '../catalog/quote-identifier.ts';
import { sqlError } from '../errors/index.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import type { IndexStore, TableStore } from '../storage/index.ts';
import { Numeric } from '../types/numeric-value.ts';
import { baseTypeOid, typeByOid } from '../types/registry.ts';
import type { Datum, Oid } from '../types/type-def.ts';

export interface TargetColumn {
  readonly name: string;
  readonly type: Oid;
  readonly dropped: boolean;
  readonly notNull: boolean;
  /** numeric(p ≤ 15, s) is stored as a double at this scale; else -1. */
  readonly scale: number;
}

export interface ComputedKey {
  readonly text: string;
  readonly type: Oid;
  /** null: an expression. */
  readonly column: number | null;
}

export interface ModifyTarget {
  readonly store: TableStore;
  readonly oid: Oid;
  readonly name: string;
  readonly schema: string;
  readonly columns: readonly TargetColumn[];
  /** Name of the constraint or index, for messages. */
  readonly indexNames: ReadonlyMap<Oid, string>;
  /** Keys that are computed from whole rows, for messages. */
  readonly computedKeys: ReadonlyMap<Oid, readonly ComputedKey[]>;
  readonly checkNames: readonly string[];
  /** Foreign keys in either direction look at the changes when the statement ends. */
  readonly watched: boolean;
}

/** A row a watched table lost, got, or changed; rows in storage form. */
export interface RowChange {
  readonly target: ModifyTarget;
  readonly op: 'insert' | 'update' | 'delete';
  readonly rowId: number;
  readonly before: readonly Datum[] | null;
  readonly after: readonly Datum[] | null;
}

/** A value of a row in storage form (booleans as 0/1, scaled numerics) as its scalar. */
export function storedToDatum(column: TargetColumn, value: Datum): Datum {
  if (value === null) return null;
  if (column.scale >= 0) return Numeric.fromScaled(value as number, column.scale);
  if (baseTypeOid(column.type) === 16) return value === 1 || value === true;
  return value;
}

export function datumToStored(column: Pick<TargetColumn, 'scale'>, value: Datum): Datum {
  if (value === null || column.scale < 0) return value;
  return storedNumeric(value as Numeric, column.scale);
}

/** A numeric that has been coerced to its column's modifier, as the double that is stored. */
export function storedNumeric(value: Numeric, scale: number): number {
  if (value.isNaN) return Number.NaN;
  return value.toScaled(scale)!;
}

function rowText(target: ModifyTarget, row: readonly Datum[], context: FunctionContext): string {
  const parts: string[] = [];
  for (const [i, column] of target.columns.entries()) {
    if (column.dropped) continue;
    const value = storedToDatum(column, row[i]!);
    parts.push(value === null ? 'null' : clip(typeByOid(column.type)!.output(value, context)));
  }
  return `Failing row contains (${parts.join(', ')}).`;
}
/** Values are cut at 64 bytes in messages. */
function clip(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}...` : text;
}

export function checkNotNull(target: ModifyTarget, row: readonly Datum[], context: FunctionContext): void {
  const { columns } = target;
  for (let i = 0; i < columns.length; i++) {
    if (row[i] === null && columns[i]!.notNull) throw notNullViolation(target, i, row, context);
  }
}
function notNullViolation(
  target: ModifyTarget,
  column: number,
  row: readonly Datum[],
  context: FunctionContext,
): Error {
  const { name } = target.columns[column]!;
  const message = `null value in column "${name}" of relation "${target.name}" violates not-null constraint`;
  return sqlError('not_null_violation', message, {
    detail: rowText(target, row, context),
    schema: target.schema,
    table: target.name,
    column: name,
  });
}

export function checkViolation(
  target: ModifyTarget,
  check: number,
  row: readonly Datum[],
  context: FunctionContext,
): Error {
  const constraint = target.checkNames[check]!;
  const message = `new row for relation "${target.name}" violates check constraint "${constraint}"`;
  return sqlError('check_violation', message, {
    detail: rowText(target, row, context),
    schema: target.schema,
    table: target.name,
    constraint,
  });
}

export function viewCheckViolation(
  target: ModifyTarget,
  view: string,
  row: readonly Datum[],
  context: FunctionContext,
): Error {
  return sqlError('with_check_option_violation', `new row violates check option for view "${view}"`, {
    detail: rowText(target, row, context),
  });
}

export function uniqueViolation(
  target: ModifyTarget,
  index: IndexStore,
  row: readonly Datum[],
  context: FunctionContext,
): Error {
  const constraint = target.indexNames.get(index.oid) ?? '';
  const { names, values } = violatedKey(target, index, row, context);
  return sqlError('unique_violation', `duplicate key value violates unique constraint "${constraint}"`, {
    detail: `Key (${names.join(', ')})=(${values.join(', ')}) already exists.`,
    schema: target.schema,
    table: target.name,
    constraint,
  });
}

/** The key's column names, or expressions, and the texts of its values. */
function violatedKey(
  target: ModifyTarget,
  index: IndexStore,
  row: readonly Datum[],
  context: FunctionContext,
): { names: readonly string[]; values: readonly string[] } {
  const text = (value: Datum, type: Oid): string => (value === null ? 'null' : typeByOid(type)!.output(value, context));
  const datumAt = (column: number): Datum => storedToDatum(target.columns[column]!, row[column]!);
  const computed = target.computedKeys.get(index.oid);
  if (computed === undefined) {
    const columns = index.columns.map((i) => target.columns[i]!);
    return {
      names: columns.map((column) => quoteIdentifier(column.name)),
      values: columns.map((column, i) => text(datumAt(index.columns[i]!), column.type)),
    };
  }
  const key = index.keyFromRow(row);
  const parts = Array.isArray(key) ? (key as readonly Datum[]) : [key as Datum];
  return {
    names: computed.map((item) => item.text),
    values: computed.map(({ column, type }, i) => text(column === null ? parts[i]! : datumAt(column), type)),
  };
}
