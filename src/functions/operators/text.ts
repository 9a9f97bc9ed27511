/** Operators on text and bytea that do not match patterns. */
import { joinTexts } from '../../types/size-limits.ts';
import type { DatumValue } from '../../types/type-def.ts';
import type { OperatorRow } from '../define-operators.ts';
import type { CallInfo, FunctionContext, OperatorDef } from '../function-def.ts';
import { castToText } from '../value-text.ts';
import { type Order, textOrder } from './comparison-family.ts';
import { bpcharOrder } from './object-orders.ts';

function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length + b.length);
  result.set(a, 0);
  result.set(b, a.length);
  return result;
}

const patternOrder = [
  ['~<~', '~>~', '~>=~', '<', 'lt'],
  ['~<=~', '~>=~', '~>~', '<=', 'le'],
  ['~>=~', '~<=~', '~<~', '>=', 'ge'],
  ['~>~', '~<~', '~<=~', '>', 'gt'],
] as const;

/** Order by bytes whatever the collation, which with the C collation is the usual one. */
function patternComparisons(
  type: 'text' | 'bpchar',
  order: Order,
  oids: readonly (readonly [operator: number, proc: number])[],
): OperatorRow[] {
  return patternOrder.map(([name, commutator, negator, test, suffix], i) => ({
    oid: oids[i]![0],
    name,
    left: type,
    right: type,
    result: 'bool',
    proc: oids[i]![1],
    procName: `${type}_pattern_${suffix}`,
    commutator,
    negator,
    impl: order.test[test],
  }));
}

export const textOperators: readonly OperatorRow[] = [
  ...patternComparisons('text', textOrder, [
    [2314, 2160],
    [2315, 2161],
    [2317, 2163],
    [2318, 2164],
  ]),
  ...patternComparisons('bpchar', bpcharOrder, [
    [2326, 2174],
    [2327, 2175],
    [2329, 2177],
    [2330, 2178],
  ]),
  {
    oid: 654,
    name: '||',
    left: 'text',
    right: 'text',
    result: 'text',
    proc: 1258,
    procName: 'textcat',
    impl: joinTexts,
  },
  {
    oid: 2779,
    name: '||',
    left: 'text',
    right: 'anynonarray',
    result: 'text',
    proc: 2003,
    procName: 'textanycat',
    volatility: 'stable',
    inlined: true,
    context: true,
    callInfo: true,
    impl: (context: FunctionContext, info: CallInfo, a: string, b: DatumValue) =>
      joinTexts(a, castToText(b, info.argTypes[1]!, context)),
  },
  {
    oid: 2780,
    name: '||',
    left: 'anynonarray',
    right: 'text',
    result: 'text',
    proc: 2004,
    procName: 'anytextcat',
    volatility: 'stable',
    inlined: true,
    context: true,
    callInfo: true,
    impl: (context: FunctionContext, info: CallInfo, a: DatumValue, b: string) =>
      joinTexts(castToText(a, info.argTypes[0]!, context), b),
  },
  {
    oid: 2018,
    name: '||',
    left: 'bytea',
    right: 'bytea',
    result: 'bytea',
    proc: 2011,
    procName: 'byteacat',
    impl: concatBytes,
  },
];

/** Operators whose function is a row among the scalar functions. */
export const namedTextOperators: readonly OperatorDef[] = [
  { oid: 3877, name: '^@', left: 'text', right: 'text', result: 'bool', proc: 3696 },
];
