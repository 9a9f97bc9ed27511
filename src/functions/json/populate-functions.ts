/** json_populate_record(), json_to_record() and their sets: rows of a named type, of a row that is given, or of a column definition list. */
import { type SqlError, sqlError } from '../../errors/index.ts';
import type { Jsonb } from '../../types/json/jsonb-value.ts';
import { typeOid } from '../../types/oids.ts';
import type { PgRecord } from '../../types/record-value.ts';
import { baseTypeOid, valueType } from '../../types/registry.ts';
import type { Datum, Oid, RowField } from '../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../function-def.ts';
import { rowSet, scalar } from '../scalar/define.ts';
import { fieldNames } from './encode.ts';
import { type JsonNode, readJson } from './json-node.ts';
import { type JsonShape, jsonbShape, jsonShape, Populating } from './populate.ts';

interface Source<N> {
  readonly shape: JsonShape<N>;
  readonly root: N;
}
const fromJson = (text: string): Source<JsonNode> => ({ shape: jsonShape(text), root: readJson(text) });
const fromJsonb = (root: Jsonb): Source<Jsonb> => ({ shape: jsonbShape, root });

function unknownRow(callee: string): SqlError {
  return sqlError('feature_not_supported', `could not determine row type for result of ${callee}`, {
    hint: 'Provide a non-null record argument, or call the function in the FROM clause using a column definition list.',
  });
}

/** The fields of the rows that are wanted: of the argument's type, of the row itself, or of the list in the query. */
function fieldsOf(info: CallInfo, base: PgRecord | null, callee: string): readonly RowField[] {
  const declared = info.argTypes[0]!;
  const def = valueType(baseTypeOid(declared));
  if (def.kind === 'composite') return def.fields!;
  if (declared !== typeOid.record) {
    throw sqlError('datatype_mismatch', `first argument of ${callee} must be a row type`);
  }
  if (base !== null) {
    const names = fieldNames(base, declared);
    return base.types.map((type, i) => ({ name: names[i]!, type, typmod: -1 }));
  }
  return listed(info, callee);
}

function listed(info: CallInfo, callee: string): readonly RowField[] {
  if (info.columns === undefined) throw unknownRow(callee);
  return info.columns;
}

function checkDomain(type: Oid, value: Datum, context: FunctionContext): void {
  valueType(type).domain?.check(value, context);
}

function populateRecord<T, N>(callee: string, open: (value: T) => Source<N>) {
  return (context: FunctionContext, info: CallInfo, base: PgRecord | null, value: T | null): Datum => {
    const fields = fieldsOf(info, base, callee);
    if (value === null) return base;
    const { shape, root } = open(value);
    const row = new Populating(shape, context).record(fields, base, root);
    checkDomain(info.argTypes[0]!, row, context);
    return row;
  };
}

function toRecord<T, N>(callee: string, open: (value: T) => Source<N>) {
  return (context: FunctionContext, info: CallInfo, value: T): Datum => {
    const { shape, root } = open(value);
    return new Populating(shape, context).record(listed(info, callee), null, root);
  };
}

function rowsOf<T, N>(
  callee: string,
  open: (value: T) => Source<N>,
  context: FunctionContext,
  fields: readonly RowField[],
  base: PgRecord | null,
  value: T,
): PgRecord[] {
  const { shape, root } = open(value);
  const kind = shape.kind(root);
  if (kind !== 'array') {
    const what = callee.startsWith('jsonb') ? 'a non-array' : kind === 'object' ? 'an object' : 'a scalar';
    throw sqlError('invalid_parameter_value', `cannot call ${callee} on ${what}`);
  }
  const populating = new Populating(shape, context);
  return shape.items(root).map((item) => {
    if (shape.kind(item) !== 'object') {
      throw sqlError('invalid_parameter_value', `argument of ${callee} must be an array of objects`);
    }
    return populating.record(fields, base, item);
  });
}

function populateSet<T, N>(callee: string, open: (value: T) => Source<N>) {
  return (context: FunctionContext, info: CallInfo, base: PgRecord | null, value: T | null): Iterable<Datum> => {
    const fields = fieldsOf(info, base, callee);
    if (value === null) return [];
    const rows = rowsOf(callee, open, context, fields, base, value);
    for (const row of rows) checkDomain(info.argTypes[0]!, row, context);
    return rows;
  };
}

function toSet<T, N>(callee: string, open: (value: T) => Source<N>) {
  return (context: FunctionContext, info: CallInfo, value: T | null): Iterable<readonly Datum[]> => {
    const fields = listed(info, callee);
    if (value === null) return [];
    return rowsOf(callee, open, context, fields, null, value).map(({ values }) => values);
  };
}

const typed = { volatility: 'stable', context: true, callInfo: true } as const;
const any = { ...typed, strict: false } as const;
const based = { ...any, argNames: ['base', 'from_json', 'use_json_as_text'], defaults: ['false'] } as const;

export const jsonPopulateFunctions = [
  scalar(
    3960,
    'json_populate_record',
    'anyelement json bool',
    'anyelement',
    populateRecord('json_populate_record', fromJson),
    based,
  ),
  scalar(
    3209,
    'jsonb_populate_record',
    'anyelement jsonb',
    'anyelement',
    populateRecord('jsonb_populate_record', fromJsonb),
    any,
  ),
  rowSet(
    3961,
    'json_populate_recordset',
    'anyelement json bool',
    'anyelement',
    populateSet('json_populate_recordset', fromJson),
    based,
  ),
  rowSet(
    3475,
    'jsonb_populate_recordset',
    'anyelement jsonb',
    'anyelement',
    populateSet('jsonb_populate_recordset', fromJsonb),
    any,
  ),
  scalar(3204, 'json_to_record', 'json', 'record', toRecord('json_to_record', fromJson), typed),
  scalar(3490, 'jsonb_to_record', 'jsonb', 'record', toRecord('jsonb_to_record', fromJsonb), typed),
  rowSet(3205, 'json_to_recordset', 'json', 'record', toSet('json_to_recordset', fromJson), any),
  rowSet(3491, 'jsonb_to_recordset', 'jsonb', 'record', toSet('jsonb_to_recordset', fromJsonb), any),
];
