/** Order of system identifiers as functions, positions in the log (pg_lsn) and arithmetic with them. */
import { sqlError } from '../../../errors/index.ts';
import type { PgArray } from '../../../types/array-value.ts';
import { compareNumbers } from '../../../types/define-type.ts';
import { canonicalInteger, type Int8 } from '../../../types/int8.ts';
import { Numeric } from '../../../types/numeric-value.ts';
import { typeOid } from '../../../types/oids.ts';
import { formatType, typeByOid } from '../../../types/registry.ts';
import type { OperatorRow } from '../../define-operators.ts';
import { binary } from '../../operators/operator-row.ts';
import { scalar } from '../define.ts';

const larger = (a: Int8, b: Int8): Int8 => (a > b ? a : b);
const smaller = (a: Int8, b: Int8): Int8 => (a < b ? a : b);

const lsnMax = 18446744073709551615n;

function toLsn(value: Numeric): Int8 {
  if (!value.isFinite) {
    throw sqlError('feature_not_supported', `cannot convert ${value.isNaN ? 'NaN' : 'infinity'} to pg_lsn`);
  }
  const position = value.toBigInt();
  if (position < 0n || position > lsnMax) throw sqlError('invalid_parameter_value', 'pg_lsn out of range');
  return canonicalInteger(position);
}

function lsnDifference(a: Int8, b: Int8): Numeric {
  return Numeric.fromInteger(canonicalInteger(BigInt(a) - BigInt(b)));
}
function lsnPlus(lsn: Int8, bytes: Numeric): Int8 {
  if (bytes.isNaN) throw sqlError('feature_not_supported', 'cannot add NaN to pg_lsn');
  return toLsn(Numeric.fromInteger(lsn).add(bytes));
}
function lsnMinus(lsn: Int8, bytes: Numeric): Int8 {
  if (bytes.isNaN) throw sqlError('feature_not_supported', 'cannot subtract NaN from pg_lsn');
  return toLsn(Numeric.fromInteger(lsn).subtract(bytes));
}

/** The difference of the first bytes that differ, as the C library gives it. */
function compareUuids(a: string, b: string): number {
  const [left, right] = [a.replaceAll('-', ''), b.replaceAll('-', '')];
  for (let at = 0; at < left.length; at += 2) {
    const difference = Number.parseInt(left.slice(at, at + 2), 16) - Number.parseInt(right.slice(at, at + 2), 16);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const lsnOperators: readonly OperatorRow[] = [
  binary(3228, '-', 'pg_lsn pg_lsn numeric', 3237, 'pg_lsn_mi', lsnDifference),
  binary(5025, '+', 'pg_lsn numeric pg_lsn', 5022, 'pg_lsn_pli', lsnPlus, { commutator: '+' }),
  binary(
    5026,
    '+',
    'numeric pg_lsn pg_lsn',
    5023,
    'numeric_pl_pg_lsn',
    (bytes: Numeric, lsn: Int8) => lsnPlus(lsn, bytes),
    { commutator: '+' },
  ),
  binary(5027, '-', 'pg_lsn numeric pg_lsn', 5024, 'pg_lsn_mii', lsnMinus),
];

function vectorTypes(vector: PgArray): string {
  return vector.values.map((type) => formatType(type as number)).join(', ');
}

function compareVectors(a: PgArray, b: PgArray): number {
  return Math.sign(typeByOid(typeOid.oidvector)!.compare!(a as never, b as never));
}

export const identifierFunctions = [
  scalar(356, 'btoidcmp', 'oid oid', 'int4', compareNumbers),
  scalar(404, 'btoidvectorcmp', 'oidvector oidvector', 'int4', compareVectors),
  scalar(1349, 'oidvectortypes', 'oidvector', 'text', vectorTypes, { volatility: 'stable' }),
  scalar(2794, 'bttidcmp', 'tid tid', 'int4', compareNumbers),
  scalar(2795, 'tidlarger', 'tid tid', 'tid', larger),
  scalar(2796, 'tidsmaller', 'tid tid', 'tid', smaller),
  scalar(2960, 'uuid_cmp', 'uuid uuid', 'int4', compareUuids),
  scalar(3251, 'pg_lsn_cmp', 'pg_lsn pg_lsn', 'int4', compareNumbers),
  scalar(4187, 'pg_lsn_larger', 'pg_lsn pg_lsn', 'pg_lsn', larger),
  scalar(4188, 'pg_lsn_smaller', 'pg_lsn pg_lsn', 'pg_lsn', smaller),
  scalar(3165, 'pg_wal_lsn_diff', 'pg_lsn pg_lsn', 'numeric', lsnDifference),
  scalar(6103, 'pg_lsn', 'numeric', 'pg_lsn', toLsn),
  scalar(5096, 'xid8cmp', 'xid8 xid8', 'int4', compareNumbers),
  scalar(5097, 'xid8_larger', 'xid8 xid8', 'xid8', larger),
  scalar(5098, 'xid8_smaller', 'xid8 xid8', 'xid8', smaller),
  scalar(377, 'cash_cmp', 'money money', 'int4', compareNumbers),
  scalar(898, 'cashlarger', 'money money', 'money', larger),
  scalar(899, 'cashsmaller', 'money money', 'money', smaller),
];
