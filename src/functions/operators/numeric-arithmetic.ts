/** Arithmetic operators of numeric. */
import { numericPower } from '../../types/numeric-math.ts';
import type { Numeric } from '../../types/numeric-value.ts';
import type { OperatorRow } from '../define-operators.ts';

const numeric = { left: 'numeric', right: 'numeric', result: 'numeric' } as const;
const prefix = { left: null, right: 'numeric', result: 'numeric' } as const;

export const numericArithmetic: readonly OperatorRow[] = [
  {
    ...numeric,
    oid: 1758,
    name: '+',
    proc: 1724,
    procName: 'numeric_add',
    commutator: '+',
    impl: (a: Numeric, b: Numeric) => a.add(b),
  },
  {
    ...numeric,
    oid: 1759,
    name: '-',
    proc: 1725,
    procName: 'numeric_sub',
    impl: (a: Numeric, b: Numeric) => a.subtract(b),
  },
  {
    ...numeric,
    oid: 1760,
    name: '*',
    proc: 1726,
    procName: 'numeric_mul',
    commutator: '*',
    impl: (a: Numeric, b: Numeric) => a.multiply(b),
  },
  {
    ...numeric,
    oid: 1761,
    name: '/',
    proc: 1727,
    procName: 'numeric_div',
    impl: (a: Numeric, b: Numeric) => a.divide(b),
  },
  {
    ...numeric,
    oid: 1762,
    name: '%',
    proc: 1729,
    procName: 'numeric_mod',
    impl: (a: Numeric, b: Numeric) => a.remainder(b),
  },
  { ...numeric, oid: 1038, name: '^', proc: 1739, procName: 'numeric_power', impl: numericPower },
  { ...prefix, oid: 1921, name: '+', proc: 1915, procName: 'numeric_uplus', impl: (a: Numeric) => a },
  { ...prefix, oid: 1751, name: '-', proc: 1771, procName: 'numeric_uminus', impl: (a: Numeric) => a.negate() },
  { ...prefix, oid: 1763, name: '@', proc: 1704, procName: 'numeric_abs', impl: (a: Numeric) => a.abs() },
];
