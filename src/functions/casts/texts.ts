/** Casts among text, varchar, char(n), name, "char" and boolean. */

import { singleCharText, toName, toSingleChar, trimBpchar } from '../../types/text.ts';
import { outOfRange } from '../../types/text-scan.ts';
import type { CastDef } from '../function-def.ts';
import type { CastRow } from './numbers.ts';

const keep = (value: string) => value;

/** "char" is a signed byte to integers. */
function charToInt4(value: string): number {
  const code = value === '' ? 0 : value.charCodeAt(0);
  return code > 127 ? code - 256 : code;
}
function int4ToChar(value: number): string {
  if (value < -128 || value > 127) throw outOfRange('"char"');
  return value === 0 ? '' : String.fromCharCode(value & 255);
}
const booleanText = (value: boolean) => (value ? 'true' : 'false');

export const textCasts: readonly CastRow[] = [
  { source: 'bool', target: 'text', context: 'assignment', proc: 2971, impl: booleanText },
  { source: 'bpchar', target: 'text', context: 'implicit', proc: 401, impl: trimBpchar },
  {
    source: 'bpchar',
    target: 'name',
    context: 'implicit',
    proc: 409,
    impl: (value: string) => toName(trimBpchar(value)),
  },
  { source: 'char', target: 'text', context: 'implicit', proc: 946, impl: singleCharText },
  { source: 'char', target: 'bpchar', context: 'assignment', proc: 860, impl: singleCharText },
  { source: 'char', target: 'int4', context: 'explicit', proc: 77, impl: charToInt4 },
  { source: 'int4', target: 'char', context: 'explicit', proc: 78, impl: int4ToChar },
  { source: 'name', target: 'text', context: 'implicit', proc: 406, impl: keep },
  { source: 'name', target: 'bpchar', context: 'assignment', proc: 408, impl: keep },
  { source: 'name', target: 'varchar', context: 'assignment', proc: 1401, impl: keep },
  { source: 'text', target: 'char', context: 'assignment', proc: 944, impl: toSingleChar },
  { source: 'text', target: 'name', context: 'implicit', proc: 407, impl: toName },
  { source: 'varchar', target: 'name', context: 'implicit', proc: 1400, impl: toName },
];

/** Casts that share a function with another row, or need none. */
export const furtherTextCasts: readonly CastDef[] = [
  { source: 'bool', target: 'varchar', context: 'assignment', method: { proc: 2971 } },
  { source: 'bool', target: 'bpchar', context: 'assignment', method: { proc: 2971 } },
  { source: 'bpchar', target: 'varchar', context: 'implicit', method: { proc: 401 } },
  { source: 'bpchar', target: 'char', context: 'assignment', method: { proc: 944 } },
  { source: 'char', target: 'varchar', context: 'assignment', method: { proc: 946 } },
  { source: 'varchar', target: 'char', context: 'assignment', method: { proc: 944 } },
  { source: 'text', target: 'varchar', context: 'implicit', method: 'binary' },
  { source: 'text', target: 'bpchar', context: 'implicit', method: 'binary' },
  { source: 'varchar', target: 'text', context: 'implicit', method: 'binary' },
  { source: 'varchar', target: 'bpchar', context: 'implicit', method: 'binary' },
  { source: 'pg_node_tree', target: 'text', context: 'implicit', method: 'binary' },
  { source: 'pg_ndistinct', target: 'bytea', context: 'implicit', method: 'binary' },
  { source: 'pg_ndistinct', target: 'text', context: 'implicit', method: 'io' },
  { source: 'pg_dependencies', target: 'bytea', context: 'implicit', method: 'binary' },
  { source: 'pg_dependencies', target: 'text', context: 'implicit', method: 'io' },
  { source: 'pg_mcv_list', target: 'bytea', context: 'implicit', method: 'binary' },
  { source: 'pg_mcv_list', target: 'text', context: 'implicit', method: 'io' },
];
