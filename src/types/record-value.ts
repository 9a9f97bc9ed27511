/**
 * Row values: the fields with their types. `record` is the type of ROW(...); a table's row type has the table's name and the
 * same values. Text form and order are those of the manual's sections "Composite Types" and "Composite Type Comparison".
 */
import { sqlError } from '../errors/index.ts';
import { defineType } from './define-type.ts';
import type { Datum, Oid, RowField, TextContext, TypeDef } from './type-def.ts';
import { baseTypeOid, typeByOid } from './type-table.ts';

export class PgRecord {
  readonly types: readonly Oid[];
  readonly values: readonly Datum[];
  /** Names of the columns where the row came from something that has them; they are no part of the value. */
  readonly names: readonly string[] | null;

  constructor(types: readonly Oid[], values: readonly Datum[], names: readonly string[] | null = null) {
    this.types = types;
    this.values = values;
    this.names = names;
  }
}

/** A value of a composite type as a row that knows its fields' names; fields added since it was made are null. */
export function namedRecord({ types, values }: PgRecord, fields: readonly RowField[]): PgRecord {
  const added = fields.slice(values.length);
  return new PgRecord(
    [...types, ...added.map(({ type }) => type)],
    [...values, ...added.map(() => null)],
    fields.map(({ name }) => name),
  );
}

function quoted(text: string): string {
  if (text !== '' && !/[\s"\\(),]/.test(text)) return text;
  return `"${text.replaceAll(/["\\]/g, '$&$&')}"`;
}

export function formatRecord(record: PgRecord, context: TextContext): string {
  const fields = record.values.map((value, i) =>
    value === null ? '' : quoted(valueType(record.types[i]!).output(value, context)),
  );
  return `(${fields.join(',')})`;
}

function typeText(oid: Oid): string {
  return valueType(oid).displayName;
}

/** Field by field; nulls are equal, and greater than everything. */
export function compareRecords(a: PgRecord, b: PgRecord): number {
  if (a.values.length !== b.values.length) {
    throw sqlError('datatype_mismatch', 'cannot compare record types with different numbers of columns');
  }
  for (let i = 0; i < a.values.length; i++) {
    const x = a.values[i]!;
    const y = b.values[i]!;
    if (x === null || y === null) {
      if (x === y) continue;
      return x === null ? 1 : -1;
    }
    if (a.types[i] !== b.types[i]) {
      throw sqlError(
        'datatype_mismatch',
        `cannot compare dissimilar column types ${typeText(a.types[i]!)} and ${typeText(b.types[i]!)} at record column ${i + 1}`,
      );
    }
    const def = valueType(a.types[i]!);
    if (def.compare === null) {
      throw sqlError('undefined_function', `could not identify a comparison function for type ${def.displayName}`);
    }
    const order = def.compare(x as never, y as never);
    if (order !== 0) return order;
  }
  return 0;
}

/** A row is null when all its fields are, and not null when none is: some rows are neither. */
export function recordIsNull(record: PgRecord | null): boolean {
  return record === null || record.values.every((value) => value === null);
}
export function recordIsNotNull(record: PgRecord | null): boolean {
  if (record === null) return false;
  return record.values.every((value) => value !== null);
}

export const recordType: TypeDef = defineType({
  oid: 2249,
  name: 'record',
  arrayOid: 2287,
  kind: 'pseudo',
  category: 'P',
  align: 'd',
  input: () => {
    throw sqlError('feature_not_supported', 'input of anonymous composite types is not implemented');
  },
  output: (value: PgRecord, context) => formatRecord(value, context),
  compare: compareRecords,
  hash: null,
});

/** The row of a type's values: row types of tables, which the catalog has, share that of record. */
export function valueType(oid: Oid): TypeDef {
  return typeByOid(oid) ?? recordType;
}

/** Whether values of the type are rows. */
export function isRecordType(oid: Oid): boolean {
  if (oid === recordType.oid) return true;
  const type = typeByOid(baseTypeOid(oid));
  return type === undefined || type.kind === 'composite';
}
