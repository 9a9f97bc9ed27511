/**
 * Functions whose calls become JavaScript operators. Keyed by pg_proc OID; comparisons are derived from the operator table,
 * arithmetic is listed. Every template gives a value that is never null for arguments that are not.
 * A template may name at most the arguments it gets, each an identifier or literal.
 */
import { sqlError } from '../../errors/index.ts';
import type { Comparison } from '../../executor/comparison.ts';
import { functionByOid, operatorByProc } from '../../functions/registry.ts';
import { typeOid } from '../../types/oids.ts';
import { compareText } from '../../types/text-order.ts';
import type { Oid } from '../../types/type-def.ts';
import type { ConstantPool } from '../constants.ts';
import { type JsClass, jsClass } from '../value.ts';

export type Template = (args: readonly string[], pool: ConstantPool) => string;

const integerTypes: ReadonlySet<Oid> = new Set([typeOid.int2, typeOid.int4, typeOid.int8]);
const floatTypes: ReadonlySet<Oid> = new Set([typeOid.float4, typeOid.float8]);

/** The comparison a boolean function stands for, if it is one of a default btree class, and its argument types. */
export interface ComparisonInfo {
  readonly op: Comparison;
  readonly left: Oid;
  readonly right: Oid;
}
const comparisons = new Map<Oid, ComparisonInfo | null>();

export function comparisonOf(proc: Oid): ComparisonInfo | null {
  let info = comparisons.get(proc);
  if (info === undefined) {
    info = findComparison(proc);
    comparisons.set(proc, info);
  }
  return info;
}
function findComparison(proc: Oid): ComparisonInfo | null {
  const operator = operatorByProc(proc);
  if (operator === undefined || operator.left === 0) return null;
  if (operator.btree !== undefined) return { op: operator.btree, left: operator.left, right: operator.right };
  if (operator.name === '<>' && operator.negatesEquality)
    return { op: '<>', left: operator.left, right: operator.right };
  return null;
}

/** Whether scalars of the two types can be compared with JavaScript's operators, and how. */
function comparableAs(left: Oid, right: Oid): JsClass | null {
  if (integerTypes.has(left) && integerTypes.has(right)) return 'number';
  if (floatTypes.has(left) && floatTypes.has(right)) return 'float';
  if (left !== right) return null;
  if (left === typeOid.bpchar) return null;
  // A value of an enum type is a number.
  if (left === typeOid.anyenum) return 'number';
  return jsClass(left);
}

export function comparisonCode(op: Comparison, kind: JsClass, a: string, b: string, pool: ConstantPool): string | null {
  switch (kind) {
    case 'boolean':
    case 'int32':
    case 'number':
      return `(${a}${op === '=' ? '===' : op === '<>' ? '!==' : op}${b})`;
    case 'float':
      return floatComparison(op, a, b);
    case 'text':
      if (op === '=') return `(${a}===${b})`;
      if (op === '<>') return `(${a}!==${b})`;
      return `(${pool.named('compareText', compareText)}(${a},${b})${op}0)`;
    default:
      return null;
  }
}

/** NaN equals NaN and is greater than every other value. */
function floatComparison(op: Comparison, a: string, b: string): string {
  switch (op) {
    case '=':
      return `(${a}===${b}||(${a}!==${a}&&${b}!==${b}))`;
    case '<>':
      return `!(${a}===${b}||(${a}!==${a}&&${b}!==${b}))`;
    case '<':
      return `(${a}<${b}||(${b}!==${b}&&${a}===${a}))`;
    case '<=':
      return `(${a}<=${b}||${b}!==${b})`;
    case '>':
      return `(${a}>${b}||(${a}!==${a}&&${b}===${b}))`;
    default:
      return `(${a}>=${b}||${a}!==${a})`;
  }
}

/** Functions over int4 whose result is checked against its range, or whose double result is exact. */
const int4Arithmetic: Readonly<Record<string, string>> = { int4pl: '+', int4mi: '-', int4mul: '*' };

/** The template for a function, or null when it has to be called. */
export function inlineTemplate(proc: Oid): Template | null {
  const comparison = comparisonOf(proc);
  if (comparison !== null) {
    const kind = comparableAs(comparison.left, comparison.right);
    if (kind === null || kind === 'object') return null;
    return (args, pool) => comparisonCode(comparison.op, kind, args[0]!, args[1]!, pool)!;
  }
  const def = functionByOid(proc);
  if (def === undefined) return null;
  const operator = int4Arithmetic[def.name];
  if (operator !== undefined) {
    return (args, pool) => `${pool.named('int4', checkInt4)}(${args[0]}${operator}${args[1]})`;
  }
  return null;
}

/** The exact or overflowing double result of an int4 operation, within range. A product that is not exact is far outside. */
function checkInt4(result: number): number {
  if (result > 2147483647 || result < -2147483648) throw sqlError('numeric_value_out_of_range', 'integer out of range');
  return result === 0 ? 0 : result;
}
