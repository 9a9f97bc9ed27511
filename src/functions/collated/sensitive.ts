/**
 * Functions whose result depends on the collation of their arguments, by OID, and in what way. Equality and searching ask for
 * one but are by bytes under every collation here, so only its absence is seen.
 */
import type { Oid } from '../../types/type-def.ts';
import { objectComparisons } from '../operators/object-comparisons.ts';
import { textComparisons } from '../operators/text-comparisons.ts';

export type Sensitivity =
  | { readonly kind: 'order'; readonly op: '<' | '<=' | '>=' | '>'; readonly padded: boolean }
  | { readonly kind: 'equality' | 'searching' | 'ilike' | 'notIlike' | 'extreme' | 'name' | 'arrays' | 'rows' }
  | { readonly kind: 'regex'; readonly ignoresCase: boolean }
  | { readonly kind: 'case'; readonly name: 'lower' | 'upper' | 'initcap' };

const table = new Map<Oid, Sensitivity>();

for (const family of [...textComparisons, ...objectComparisons]) {
  const types = ['text', 'name', 'bpchar'];
  // Names alone are looked for by bytes.
  const isText = types.includes(family.left) && types.includes(family.right);
  for (const [op, row] of isText ? Object.entries(family.rows) : []) {
    if (op === '=' || op === '<>') {
      if (family.left !== 'name' || family.right !== 'name') table.set(row[1], { kind: 'equality' });
    } else table.set(row[1], { kind: 'order', op: op as '<' | '<=' | '>=' | '>', padded: family.left === 'bpchar' });
  }
}

/** array_lt, array_gt, array_le, array_ge, and min and max of arrays. */
const arrayOrders = [391, 392, 393, 396, 2050, 2051];
/** record_lt, record_gt, record_le, record_ge. */
const rowOrders = [2983, 2984, 2985, 2986];
/** The operators over text, name and bpchar. */
const regexOperators = [1254, 1256, 79, 1252, 1658, 1659];
const regexOperatorsIgnoringCase = [1238, 1239, 1240, 1241, 1656, 1657];
const regexFunctions = [
  3396, 3397, 2284, 2285, 6253, 6252, 6251, 6254, 6255, 6256, 6263, 6264, 6257, 6258, 6259, 6260, 6261, 6262, 6265,
  6266, 6267, 6268, 6269, 2767, 2768, 2073, 2074, 2763, 2764, 2765, 2766,
];
/** strpos, position, replace, split_part, string_to_array. */
const searches = [868, 849, 2087, 2088, 394, 376];
/** min and max of text and bpchar. */
const extremes = [2145, 2129, 2245, 2244];

const put = (oids: readonly Oid[], sensitivity: Sensitivity): void => {
  for (const oid of oids) table.set(oid, sensitivity);
};
put(arrayOrders, { kind: 'arrays' });
put(rowOrders, { kind: 'rows' });
put([...regexOperators, ...regexFunctions], { kind: 'regex', ignoresCase: false });
put(regexOperatorsIgnoringCase, { kind: 'regex', ignoresCase: true });
put(searches, { kind: 'searching' });
put(extremes, { kind: 'extreme' });
put([1633, 1635, 1660], { kind: 'ilike' });
put([1634, 1636, 1661], { kind: 'notIlike' });
put([870], { kind: 'case', name: 'lower' });
put([871], { kind: 'case', name: 'upper' });
put([872], { kind: 'case', name: 'initcap' });
/** pg_collation_for. */
export const collationForOid: Oid = 3162;
put([collationForOid], { kind: 'name' });

export function sensitivityOf(fn: Oid): Sensitivity | null {
  return table.get(fn) ?? null;
}
