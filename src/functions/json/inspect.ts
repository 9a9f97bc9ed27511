/** What a json or jsonb is: its type, length, text on many lines; and its casts to SQL types. */
import { sqlError } from '../../errors/index.ts';
import { prettyJsonb } from '../../types/json/jsonb-text.ts';
import type { Jsonb } from '../../types/json/jsonb-value.ts';
import type { Datum } from '../../types/type-def.ts';
import { type CastRow, numberCasts } from '../casts/numbers.ts';
import type { CastDef } from '../function-def.ts';
import { scalar } from '../scalar/define.ts';
import { readJson } from './json-node.ts';

function jsonLength(text: string): number {
  const node = readJson(text);
  return arrayLength(node.kind, node.items.length);
}

function arrayLength(kind: string, count: number): number {
  if (kind === 'array') return count;
  const what = kind === 'object' ? 'a non-array' : 'a scalar';
  throw sqlError('invalid_parameter_value', `cannot get array length of ${what}`);
}

function jsonType(text: string): string {
  const { kind } = readJson(text);
  return kind === 'true' || kind === 'false' ? 'boolean' : kind;
}

export const jsonInspectFunctions = [
  scalar(3956, 'json_array_length', 'json', 'int4', jsonLength),
  scalar(3207, 'jsonb_array_length', 'jsonb', 'int4', (value: Jsonb) => arrayLength(value.kind, value.items.length)),
  scalar(3968, 'json_typeof', 'json', 'text', jsonType),
  scalar(3210, 'jsonb_typeof', 'jsonb', 'text', (value: Jsonb) => value.kind),
  scalar(3306, 'jsonb_pretty', 'jsonb', 'text', (value: Jsonb) => prettyJsonb(value)),
];

const displayNames: Readonly<Record<string, string>> = {
  numeric: 'numeric',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
};

function wrongKind(value: Jsonb, target: string): never {
  throw sqlError(
    'invalid_parameter_value',
    `cannot cast jsonb ${value.kind === 'number' ? 'numeric' : value.kind} to type ${target}`,
  );
}

/** By the cast that numeric has to the type. */
function numberCast(target: string, proc: number): CastRow {
  const fromNumeric = numberCasts.find((row) => row.source === 'numeric' && row.target === target)?.impl as
    | ((value: unknown) => Datum)
    | undefined;
  return {
    source: 'jsonb',
    target,
    context: 'explicit',
    proc,
    impl: (value: Jsonb) => {
      if (value.kind !== 'number') wrongKind(value, displayNames[target]!);
      return fromNumeric === undefined ? (value.scalar as Datum) : fromNumeric(value.scalar);
    },
  };
}

export const jsonbCasts: readonly CastRow[] = [
  {
    source: 'jsonb',
    target: 'bool',
    context: 'explicit',
    proc: 3556,
    impl: (value: Jsonb) => (value.kind === 'boolean' ? (value.scalar as boolean) : wrongKind(value, 'boolean')),
  },
  numberCast('numeric', 3449),
  numberCast('int2', 3450),
  numberCast('int4', 3451),
  numberCast('int8', 3452),
  numberCast('float4', 3453),
  numberCast('float8', 2580),
];

/** PostgreSQL goes through the text here. */
export const jsonTextCasts: readonly CastDef[] = [
  { source: 'json', target: 'jsonb', context: 'assignment', method: 'io' },
  { source: 'jsonb', target: 'json', context: 'assignment', method: 'io' },
];
