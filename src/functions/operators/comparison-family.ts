/**
 * The six comparison operators over one pair of types, and the functions behind them, written as one row. `order` says how
 * two scalars compare; the functions of number-like and text-like types are plain JavaScript comparisons, so that what
 * generated code inlines and what it calls is the same.
 */

import { compareFloats } from '../../types/floats.ts';
import { compareText } from '../../types/text-order.ts';
import type { Datum } from '../../types/type-def.ts';
import type { OperatorDef, ScalarFunctionDef } from '../function-def.ts';

export type ComparisonName = '<' | '<=' | '=' | '>=' | '>' | '<>';
type Implementation = (...args: never[]) => Datum;

export interface Order {
  readonly test: Readonly<Record<ComparisonName, Implementation>>;
  readonly callInfo?: true;
}

export interface ComparisonFamily {
  readonly left: string;
  readonly right: string;
  readonly order: Order;
  /** Equality is in a hash operator class. */
  readonly hashes?: true;
  /** The operators are in the default btree operator family. */
  readonly btree?: true;
  /** OID of the operator, OID and name of its function. */
  readonly rows: Partial<Readonly<Record<ComparisonName, readonly [operator: number, proc: number, name: string]>>>;
  /** 'immutable' when left out; comparisons across time zones are stable. */
  readonly volatility?: 'stable';
}

/** Numbers, booleans, number against bigint. */
export const numberOrder: Order = {
  test: {
    '<': (a: number, b: number) => a < b,
    '<=': (a: number, b: number) => a <= b,
    '=': (a: number, b: number) => a === b,
    '>=': (a: number, b: number) => a >= b,
    '>': (a: number, b: number) => a > b,
    '<>': (a: number, b: number) => a !== b,
  },
};

/** An unsigned 32-bit number against the signed form of the same bits. */
export const xidOrder: Order = {
  test: {
    ...numberOrder.test,
    '=': (xid: number, value: number) => xid === value >>> 0,
    '<>': (xid: number, value: number) => xid !== value >>> 0,
  },
};

/** Numbers where NaN equals NaN and is greatest. */
export const floatOrder: Order = orderBy(compareFloats);

export const textOrder: Order = {
  test: {
    '<': (a: string, b: string) => compareText(a, b) < 0,
    '<=': (a: string, b: string) => compareText(a, b) <= 0,
    '=': (a: string, b: string) => a === b,
    '>=': (a: string, b: string) => compareText(a, b) >= 0,
    '>': (a: string, b: string) => compareText(a, b) > 0,
    '<>': (a: string, b: string) => a !== b,
  },
};

/** By a function that gives negative, zero or positive. */
export function orderBy<A, B>(compare: (a: A, b: B) => number): Order {
  return {
    test: {
      '<': (a: A, b: B) => compare(a, b) < 0,
      '<=': (a: A, b: B) => compare(a, b) <= 0,
      '=': (a: A, b: B) => compare(a, b) === 0,
      '>=': (a: A, b: B) => compare(a, b) >= 0,
      '>': (a: A, b: B) => compare(a, b) > 0,
      '<>': (a: A, b: B) => compare(a, b) !== 0,
    },
  };
}

const commutators = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<', '<>': '<>' } as const;
const negators = { '<': '>=', '<=': '>', '=': '<>', '>=': '<', '>': '<=', '<>': '=' } as const;

export function comparisonOperators(families: readonly ComparisonFamily[]): OperatorDef[] {
  const operators: OperatorDef[] = [];
  for (const family of families) {
    for (const name of Object.keys(family.rows) as ComparisonName[]) {
      const [oid, proc] = family.rows[name]!;
      // aclitem and cid have equality without its negation; xid and int4 compare in one order only.
      const negator = family.rows[negators[name]] === undefined ? {} : { negator: negators[name] };
      const commutator = family.left === 'xid' && family.right === 'int4' ? {} : { commutator: commutators[name] };
      const btree = family.btree && name !== '<>' ? { btree: name } : {};
      const hashes = family.hashes && name === '=' ? { hashes: true as const } : {};
      operators.push({
        oid,
        name,
        left: family.left,
        right: family.right,
        result: 'bool',
        proc,
        ...commutator,
        ...negator,
        ...btree,
        ...hashes,
      });
    }
  }
  return operators;
}

export function comparisonFunctions(families: readonly ComparisonFamily[]): ScalarFunctionDef[] {
  const functions: ScalarFunctionDef[] = [];
  for (const family of families) {
    const args = [family.left, family.right];
    const callInfo = family.order.callInfo ? { callInfo: true as const } : {};
    for (const name of Object.keys(family.rows) as ComparisonName[]) {
      const [, oid, functionName] = family.rows[name]!;
      functions.push({
        kind: 'scalar',
        oid,
        name: functionName,
        args,
        result: 'bool',
        volatility: family.volatility ?? 'immutable',
        strict: true,
        ...callInfo,
        impl: family.order.test[name],
      });
    }
  }
  return functions;
}
