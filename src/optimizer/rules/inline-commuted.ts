/**
 * Operators that are in PostgreSQL functions in SQL which call their commutators, `interval + date` as `date + interval`. There the
 * planner puts the body in place of the call, so that the right operand is evaluated first; here too.
 */
import type { BoundCall } from '../../catalog/tree.ts';
import type { Oid } from '../../types/type-def.ts';

/** Function of the operator, and operator and function of its commutator. */
const commutators: ReadonlyMap<Oid, readonly [operator: Oid, fn: Oid]> = new Map([
  // path @> point
  [1426, [512, 137]],
  // time + date
  [1296, [1360, 1272]],
  // timetz + date
  [1298, [1361, 1297]],
  // bigint + inet
  [2631, [2637, 2630]],
  // interval + time
  [1848, [1800, 1747]],
  // interval + date
  [2546, [1076, 2071]],
  // interval + timetz
  [2547, [1802, 1749]],
  // interval + timestamp
  [2548, [2066, 2032]],
  // interval + timestamptz
  [2549, [1327, 1189]],
  // integer + date
  [2550, [1100, 1141]],
  // numeric + pg_lsn
  [5023, [5025, 5022]],
]);

export function inlineCommuted(call: BoundCall): BoundCall {
  const commutator = commutators.get(call.fn);
  if (commutator === undefined || call.args.length !== 2) return call;
  const [operator, fn] = commutator;
  return { ...call, operator, fn, args: [call.args[1]!, call.args[0]!] };
}
