/** Short forms for rows: an operator and the immutable, strict function behind it. */
import type { Datum } from '../types/type-def.ts';
import type { OperatorDef, ScalarFunctionDef } from './function-def.ts';

/** An operator with its function, as the operator files write them. */
export interface OperatorRow {
  readonly oid: number;
  readonly name: string;
  readonly left: string | null;
  readonly right: string;
  readonly result: string;
  readonly proc: number;
  readonly procName: string;
  readonly commutator?: string;
  readonly negator?: string;
  /** 'immutable' when left out. */
  readonly volatility?: 'stable';
  /** ScalarFunctionDef.inlined. */
  readonly inlined?: true;
  /** Gets nulls. */
  readonly lenient?: true;
  readonly context?: true;
  readonly callInfo?: true;
  readonly impl: (...args: never[]) => Datum;
}

export function operatorsOf(rows: readonly OperatorRow[]): OperatorDef[] {
  return rows.map((row) => ({
    oid: row.oid,
    name: row.name,
    left: row.left,
    right: row.right,
    result: row.result,
    proc: row.proc,
    ...(row.commutator === undefined ? {} : { commutator: row.commutator }),
    ...(row.negator === undefined ? {} : { negator: row.negator }),
  }));
}

/** The functions of the rows; a function that serves several operators is listed once. */
export function functionsOf(rows: readonly OperatorRow[]): ScalarFunctionDef[] {
  const seen = new Set<number>();
  const functions: ScalarFunctionDef[] = [];
  for (const row of rows) {
    if (seen.has(row.proc)) continue;
    seen.add(row.proc);
    functions.push({
      kind: 'scalar',
      oid: row.proc,
      name: row.procName,
      args: row.left === null ? [row.right] : [row.left, row.right],
      result: row.result,
      volatility: row.volatility ?? 'immutable',
      strict: row.lenient !== true,
      ...(row.context ? { context: true as const } : {}),
      ...(row.callInfo ? { callInfo: true as const } : {}),
      ...(row.inlined ? { inlined: true as const } : {}),
      impl: row.impl,
    });
  }
  return functions;
}
