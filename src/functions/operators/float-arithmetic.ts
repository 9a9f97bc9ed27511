/** Arithmetic operators of real and double precision; mixed operands make a double. */
import type { OperatorRow } from '../define-operators.ts';
import { exactCubeRoot } from '../double-double.ts';
import { float4Arithmetic, float8Arithmetic, power, squareRoot } from '../float-math.ts';

function four(
  left: string,
  right: string,
  result: string,
  prefix: string,
  arithmetic: typeof float8Arithmetic,
  oids: readonly (readonly [operator: number, proc: number])[],
): OperatorRow[] {
  const parts = [
    ['+', 'pl', arithmetic.add],
    ['-', 'mi', arithmetic.subtract],
    ['*', 'mul', arithmetic.multiply],
    ['/', 'div', arithmetic.divide],
  ] as const;
  return parts.map(([name, suffix, impl], i) => ({
    oid: oids[i]![0],
    name,
    left,
    right,
    result,
    proc: oids[i]![1],
    procName: prefix + suffix,
    ...(name === '+' || name === '*' ? { commutator: name } : {}),
    impl,
  }));
}

function prefix(
  oid: number,
  name: string,
  type: string,
  proc: number,
  procName: string,
  impl: (a: number) => number,
): OperatorRow {
  return { oid, name, left: null, right: type, result: type, proc, procName, impl };
}

export const floatArithmetic: readonly OperatorRow[] = [
  ...four('float4', 'float4', 'float4', 'float4', float4Arithmetic, [
    [586, 204],
    [587, 205],
    [589, 202],
    [588, 203],
  ]),
  ...four('float4', 'float8', 'float8', 'float48', float8Arithmetic, [
    [1116, 281],
    [1117, 282],
    [1119, 279],
    [1118, 280],
  ]),
  ...four('float8', 'float4', 'float8', 'float84', float8Arithmetic, [
    [1126, 285],
    [1127, 286],
    [1129, 283],
    [1128, 284],
  ]),
  ...four('float8', 'float8', 'float8', 'float8', float8Arithmetic, [
    [591, 218],
    [592, 219],
    [594, 216],
    [593, 217],
  ]),
  { oid: 965, name: '^', left: 'float8', right: 'float8', result: 'float8', proc: 232, procName: 'dpow', impl: power },
  prefix(1919, '+', 'float4', 1913, 'float4up', (a) => a),
  prefix(1920, '+', 'float8', 1914, 'float8up', (a) => a),
  prefix(584, '-', 'float4', 206, 'float4um', (a) => -a),
  prefix(585, '-', 'float8', 220, 'float8um', (a) => -a),
  prefix(590, '@', 'float4', 207, 'float4abs', Math.abs),
  prefix(595, '@', 'float8', 221, 'float8abs', Math.abs),
  prefix(596, '|/', 'float8', 230, 'dsqrt', squareRoot),
  prefix(597, '||/', 'float8', 231, 'dcbrt', exactCubeRoot),
];
