/** Rows of functions and operators with their type names looked up, remembered per row. */
import { assert } from '../../common/assert.ts';
import type { FunctionDef, OperatorDef } from '../../functions/function-def.ts';
import type { Oid } from '../../types/type-def.ts';
import type { StatementState } from '../state.ts';

export interface FunctionSignature {
  readonly def: FunctionDef;
  readonly args: readonly Oid[];
  readonly result: Oid;
}
export interface OperatorSignature {
  readonly def: OperatorDef;
  /** 0 for prefix operators. */
  readonly left: Oid;
  readonly right: Oid;
  readonly result: Oid;
}

const functionSignatures = new WeakMap<FunctionDef, FunctionSignature>();
const operatorSignatures = new WeakMap<readonly OperatorDef[], readonly OperatorSignature[]>();

export function typeOidByName(state: StatementState, name: string): Oid {
  const type = state.context.types.byName(name);
  assert(type, `a function row names the type ${name}, which has no row`);
  return type.oid;
}

/** Whether all types a row mentions exist; rows over types that are not built cannot be called. */
function typesExist(state: StatementState, names: readonly string[]): boolean {
  return names.every((name) => state.context.types.byName(name) !== undefined);
}

export function signatureOf(state: StatementState, def: FunctionDef): FunctionSignature | null {
  let signature = functionSignatures.get(def);
  if (!signature) {
    if (def.own !== undefined) signature = { def, args: def.own.args, result: def.own.result };
    else {
      if (!typesExist(state, [...def.args, def.result])) return null;
      signature = {
        def,
        args: def.args.map((name) => typeOidByName(state, name)),
        result: typeOidByName(state, def.result),
      };
    }
    functionSignatures.set(def, signature);
  }
  return signature;
}

export function operatorsNamed(state: StatementState, name: string): readonly OperatorSignature[] {
  const rows = state.context.functions.operatorsByName(name);
  let signatures = operatorSignatures.get(rows);
  if (!signatures) {
    signatures = rows
      .filter((def) => typesExist(state, [def.left ?? def.right, def.right, def.result]))
      .map((def) => ({
        def,
        left: def.left === null ? 0 : typeOidByName(state, def.left),
        right: typeOidByName(state, def.right),
        result: typeOidByName(state, def.result),
      }));
    operatorSignatures.set(rows, signatures);
  }
  return signatures;
}
