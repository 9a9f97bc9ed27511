/** Functions that make json and jsonb of SQL values. */
import { sqlError } from '../../errors/index.ts';
import type { PgArray } from '../../types/array-value.ts';
import { quoteJson } from '../../types/json/jsonb-text.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import type { PgRecord } from '../../types/record-value.ts';
import type { Datum, DatumValue } from '../../types/type-def.ts';
import type { CallInfo, FunctionContext } from '../function-def.ts';
import { scalar } from '../scalar/define.ts';
import { variadicArguments } from '../scalar/variadic.ts';
import { encodeArray, encodeJson, encodeJsonb, encodeRecord, keyText } from './encode.ts';

function toJson(context: FunctionContext, info: CallInfo, value: DatumValue): string {
  return encodeJson(value, info.argTypes[0]!, context);
}

function buildArray(context: FunctionContext, info: CallInfo, ...args: Datum[]): string | null {
  const given = variadicArguments(info, args, 0, 'json_build_array()');
  if (given === null) return null;
  return `[${given.values.map((value, i) => encodeJson(value, given.typeOf(i), context)).join(', ')}]`;
}

function buildArrayJsonb(context: FunctionContext, info: CallInfo, ...args: Datum[]): Jsonb | null {
  const given = variadicArguments(info, args, 0, 'jsonb_build_array()');
  if (given === null) return null;
  return Jsonb.array(given.values.map((value, i) => encodeJsonb(value, given.typeOf(i), context)));
}

function checkPairs(count: number, callee: string): void {
  if (count % 2 === 0) return;
  throw sqlError('invalid_parameter_value', 'argument list must have even number of elements', {
    hint: `The arguments of ${callee} must consist of alternating keys and values.`,
  });
}

function buildObject(context: FunctionContext, info: CallInfo, ...args: Datum[]): string | null {
  const given = variadicArguments(info, args, 0, 'json_build_object()');
  if (given === null) return null;
  const { values, typeOf } = given;
  checkPairs(values.length, 'json_build_object()');
  const parts: string[] = [];
  for (let i = 0; i < values.length; i += 2) {
    const key = values[i]!;
    if (key === null) {
      throw sqlError('invalid_parameter_value', `argument ${i + 1} cannot be null`, {
        hint: 'Object keys should be text.',
      });
    }
    parts.push(
      `${quoteJson(keyText(key, typeOf(i), context))} : ${encodeJson(values[i + 1]!, typeOf(i + 1), context)}`,
    );
  }
  return `{${parts.join(', ')}}`;
}

function buildObjectJsonb(context: FunctionContext, info: CallInfo, ...args: Datum[]): Jsonb | null {
  const given = variadicArguments(info, args, 0, 'jsonb_build_object()');
  if (given === null) return null;
  const { values, typeOf } = given;
  checkPairs(values.length, 'jsonb_build_object()');
  const keys: string[] = [];
  const items: Jsonb[] = [];
  for (let i = 0; i < values.length; i += 2) {
    const key = values[i]!;
    if (key === null) throw sqlError('invalid_parameter_value', `argument ${i + 1}: key must not be null`);
    keys.push(keyText(key, typeOf(i), context));
    items.push(encodeJsonb(values[i + 1]!, typeOf(i + 1), context));
  }
  return Jsonb.object(keys, items);
}

type TextPairs = readonly (readonly [key: string, value: string | null])[];

function keyOf(key: Datum): string {
  if (key === null) throw sqlError('null_value_not_allowed', 'null value not allowed for object key');
  return key as string;
}

/** Keys and values by turns, or in a row of two each. */
function alternatingPairs(array: PgArray): TextPairs {
  const { dims, values } = array;
  if (dims.length > 2) throw sqlError('array_subscript_error', 'wrong number of array subscripts');
  if (dims.length === 1 && values.length % 2 !== 0) {
    throw sqlError('array_subscript_error', 'array must have even number of elements');
  }
  if (dims.length === 2 && dims[1] !== 2) throw sqlError('array_subscript_error', 'array must have two columns');
  const pairs: [string, string | null][] = [];
  for (let i = 0; i < values.length; i += 2) pairs.push([keyOf(values[i]!), values[i + 1] as string | null]);
  return pairs;
}

function zippedPairs(keys: PgArray, values: PgArray): TextPairs {
  if (keys.dims.length > 1 || keys.dims.length !== values.dims.length) {
    throw sqlError('array_subscript_error', 'wrong number of array subscripts');
  }
  if (keys.values.length !== values.values.length) {
    throw sqlError('array_subscript_error', 'mismatched array dimensions');
  }
  return keys.values.map((key, i) => [keyOf(key), values.values[i] as string | null]);
}

function textObject(pairs: TextPairs): string {
  const parts = pairs.map(([key, value]) => `${quoteJson(key)} : ${value === null ? 'null' : quoteJson(value)}`);
  return `{${parts.join(', ')}}`;
}

function textObjectJsonb(pairs: TextPairs): Jsonb {
  return Jsonb.object(
    pairs.map(([key]) => key),
    pairs.map(([, value]) => (value === null ? Jsonb.null : Jsonb.string(value))),
  );
}

const typed = { volatility: 'stable', context: true, callInfo: true } as const;
const row = { volatility: 'stable', context: true } as const;
const build = { ...typed, strict: false, variadic: true } as const;
const nothing = { volatility: 'stable', strict: false } as const;

export const jsonMakingFunctions = [
  scalar(3176, 'to_json', 'anyelement', 'json', toJson, typed),
  scalar(
    3787,
    'to_jsonb',
    'anyelement',
    'jsonb',
    (context: FunctionContext, info: CallInfo, value: DatumValue) => encodeJsonb(value, info.argTypes[0]!, context),
    typed,
  ),
  scalar(
    3153,
    'array_to_json',
    'anyarray',
    'json',
    (context: FunctionContext, array: PgArray) => encodeArray(array, context, false),
    row,
  ),
  scalar(
    3154,
    'array_to_json',
    'anyarray bool',
    'json',
    (context: FunctionContext, array: PgArray, lines: boolean) => encodeArray(array, context, lines),
    row,
  ),
  scalar(
    3155,
    'row_to_json',
    'record',
    'json',
    (context: FunctionContext, info: CallInfo, record: PgRecord) =>
      encodeRecord(record, info.argTypes[0]!, context, false),
    typed,
  ),
  scalar(
    3156,
    'row_to_json',
    'record bool',
    'json',
    (context: FunctionContext, info: CallInfo, record: PgRecord, lines: boolean) =>
      encodeRecord(record, info.argTypes[0]!, context, lines),
    typed,
  ),
  scalar(3198, 'json_build_array', 'any', 'json', buildArray, build),
  scalar(3199, 'json_build_array', '', 'json', () => '[]', nothing),
  scalar(3200, 'json_build_object', 'any', 'json', buildObject, build),
  scalar(3201, 'json_build_object', '', 'json', () => '{}', nothing),
  scalar(3271, 'jsonb_build_array', 'any', 'jsonb', buildArrayJsonb, build),
  scalar(3272, 'jsonb_build_array', '', 'jsonb', () => Jsonb.emptyArray, nothing),
  scalar(3273, 'jsonb_build_object', 'any', 'jsonb', buildObjectJsonb, build),
  scalar(3274, 'jsonb_build_object', '', 'jsonb', () => Jsonb.emptyObject, nothing),
  scalar(3202, 'json_object', '_text', 'json', (array: PgArray) => textObject(alternatingPairs(array))),
  scalar(3203, 'json_object', '_text _text', 'json', (keys: PgArray, values: PgArray) =>
    textObject(zippedPairs(keys, values)),
  ),
  scalar(3263, 'jsonb_object', '_text', 'jsonb', (array: PgArray) => textObjectJsonb(alternatingPairs(array))),
  scalar(3264, 'jsonb_object', '_text _text', 'jsonb', (keys: PgArray, values: PgArray) =>
    textObjectJsonb(zippedPairs(keys, values)),
  ),
];
