/** Type names → SQL text. */
import type { Expression, TypeName } from '../ast/index.ts';
import { nameText } from './text.ts';

/** Spellings that only the grammar knows; they alone give a name that is searched in pg_catalog only. */
const spellings: Readonly<Record<string, readonly [before: string, after: string]>> = {
  int2: ['smallint', ''],
  int4: ['integer', ''],
  int8: ['bigint', ''],
  float4: ['real', ''],
  float8: ['double precision', ''],
  numeric: ['numeric', ''],
  bool: ['boolean', ''],
  bit: ['bit', ''],
  varbit: ['bit varying', ''],
  bpchar: ['character', ''],
  varchar: ['character varying', ''],
  time: ['time', ''],
  timetz: ['time', ' with time zone'],
  timestamp: ['timestamp', ''],
  timestamptz: ['timestamp', ' with time zone'],
};

export function typeText(type: TypeName, expression: (e: Expression) => string): string {
  const modifiers = type.modifiers.length === 0 ? '' : `(${type.modifiers.map(expression).join(', ')})`;
  const bounds = type.arrayBounds.map((bound) => (bound < 0 ? '[]' : `[${bound}]`)).join('');
  return `${type.setof ? 'SETOF ' : ''}${baseText(type, modifiers)}${bounds}`;
}

function baseText(type: TypeName, modifiers: string): string {
  if (!type.system) return nameText(type.name) + modifiers;
  const name = type.name.parts[0]!;
  if (name === 'interval') {
    // With fields the precision belongs to the seconds: `interval day to second(3)`.
    return type.intervalFields === undefined ? `interval${modifiers}` : `interval ${type.intervalFields}${modifiers}`;
  }
  const [before, after] = spellings[name]!;
  return before + modifiers + after;
}

/** char and bit mean length 1 in a type name, but not in front of a literal. */
export function isLiteralOnly(type: TypeName): boolean {
  const name = type.name.parts[0]!;
  return (
    type.system && type.modifiers.length === 0 && type.arrayBounds.length === 0 && (name === 'bpchar' || name === 'bit')
  );
}
