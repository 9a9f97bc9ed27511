/** Operators by name and operand types, and the calls made from them. */
import type { BoundCall, BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceType } from '../coercion/coerce.ts';
import { enforceGenericTypes } from '../coercion/polymorphic.ts';
import { leftmost } from '../expression/make-nodes.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';
import { matchingCandidates, selectCandidate } from './candidates.ts';
import { type OperatorSignature, operatorsNamed } from './signatures.ts';

type Outcome = OperatorSignature | 'ambiguous' | null;

function exact(rows: readonly OperatorSignature[], left: Oid, right: Oid): OperatorSignature | null {
  for (const row of rows) if (row.left === left && row.right === right) return row;
  return null;
}

/** The operator for two operand types; `unknown` operands take the other's type first. */
function resolveBinary(state: StatementState, name: string, left: Oid, right: Oid): Outcome {
  const rows = operatorsNamed(state, name);
  const hit =
    left === oids.unknownOid
      ? exact(rows, right, right)
      : right === oids.unknownOid
        ? exact(rows, left, left)
        : exact(rows, left, right);
  if (hit) return hit;
  // An operator with a literal takes it for the type below the domain on its other side.
  if (left === oids.unknownOid || right === oids.unknownOid) {
    const known = left === oids.unknownOid ? right : left;
    const base = state.baseType(known).type;
    const below = base === known ? null : exact(rows, base, base);
    if (below) return below;
  }
  const candidates = rows.filter((row) => row.left !== 0).map((row) => ({ row, types: [row.left, row.right] }));
  return choose(state, [left, right], candidates);
}

function resolvePrefix(state: StatementState, name: string, operand: Oid): Outcome {
  const rows = operatorsNamed(state, name);
  const hit = exact(rows, 0, operand);
  if (hit) return hit;
  const candidates = rows.filter((row) => row.left === 0).map((row) => ({ row, types: [row.right] }));
  return choose(state, [operand], candidates);
}

function choose(
  state: StatementState,
  inputs: readonly Oid[],
  candidates: readonly { readonly row: OperatorSignature; readonly types: readonly Oid[] }[],
): Outcome {
  const matching = matchingCandidates(state, inputs, candidates);
  if (matching.length === 0) return null;
  if (matching.length === 1) return matching[0]!.row;
  return selectCandidate(state, inputs, matching)?.row ?? 'ambiguous';
}

function operatorError(
  state: StatementState,
  name: string,
  left: Oid | null,
  right: Oid,
  outcome: 'ambiguous' | null,
  location: number,
): Error {
  const operands = left === null ? '' : `${state.typeName(left)} `;
  const text = `${operands}${name} ${state.typeName(right)}`;
  if (outcome === 'ambiguous') {
    return sqlError('ambiguous_function', `operator is not unique: ${text}`, {
      hint: 'Could not choose a best candidate operator. You might need to add explicit type casts.',
      location,
    });
  }
  return sqlError('undefined_function', `operator does not exist: ${text}`, {
    hint:
      left === null
        ? 'No operator matches the given name and argument type. You might need to add an explicit type cast.'
        : 'No operator matches the given name and argument types. You might need to add explicit type casts.',
    location,
  });
}

export function findBinaryOperator(
  state: StatementState,
  name: string,
  left: Oid,
  right: Oid,
  location: number,
): OperatorSignature {
  const found = resolveBinary(state, name, left, right);
  if (found !== null && found !== 'ambiguous') return found;
  throw operatorError(state, name, left, right, found, location);
}

/** As findBinaryOperator, null when there is none. */
export function tryBinaryOperator(
  state: StatementState,
  name: string,
  left: Oid,
  right: Oid,
): OperatorSignature | null {
  const found = resolveBinary(state, name, left, right);
  return found === 'ambiguous' ? null : found;
}

/** `left name right`, or `name right`, with the operands converted to what the operator takes. */
export function makeOperator(
  state: StatementState,
  name: string,
  left: BoundExpr | null,
  right: BoundExpr,
  location: number,
): BoundCall {
  if (left === null) {
    const found = resolvePrefix(state, name, right.type);
    if (found === null || found === 'ambiguous') {
      throw operatorError(state, name, null, right.type, found, location);
    }
    return operatorCall(state, found, [right], location);
  }
  const found = findBinaryOperator(state, name, left.type, right.type, location);
  return operatorCall(state, found, [left, right], location);
}

export function operatorCall(
  state: StatementState,
  operator: OperatorSignature,
  operands: readonly BoundExpr[],
  location: number,
): BoundCall {
  const declared = operands.length === 1 ? [operator.right] : [operator.left, operator.right];
  const actual = operands.map((operand) => operand.type);
  const resolved = enforceGenericTypes(state, actual, declared, operator.result);
  const args = operands.map((operand, i) => coerceType(state, operand, resolved.args[i]!, -1, 'implicit', 'implicit'));
  const fn = state.context.functions.functionByOid(operator.def.proc);
  return {
    kind: 'call',
    fn: operator.def.proc,
    operator: operator.def.oid,
    args,
    variadic: null,
    set: fn?.kind === 'set',
    type: resolved.result,
    typmod: -1,
    location: leftmost(location, ...operands),
  };
}

const noOrder = {
  '<': 'could not identify an ordering operator for type ',
  '=': 'could not identify an equality operator for type ',
};

/** Function of `=` or `<` over two values of one type: what sorting, grouping and DISTINCT use. */
export function comparisonFunction(state: StatementState, name: '=' | '<', type: Oid, location: number): Oid {
  requireComparison(state, name, type, location);
  const found = tryBinaryOperator(state, name, type, type);
  if (!found) throw comparisonMissing(state, name, type, location);
  return found.def.proc;
}

/** Raises 42883 when values of the type cannot be compared. */
export function requireComparison(state: StatementState, name: '=' | '<', type: Oid, location: number): void {
  if (!isComparable(state, name, type)) throw comparisonMissing(state, name, type, location);
}

function isComparable(state: StatementState, name: '=' | '<', type: Oid): boolean {
  const row = state.type(state.baseType(type).type);
  if (row.elementOid !== 0 && row.category === 'A') return isComparable(state, name, row.elementOid);
  return row.compare !== null || (name === '=' && row.hash !== null);
}

function comparisonMissing(state: StatementState, name: '=' | '<', type: Oid, location: number): Error {
  return sqlError('undefined_function', `${noOrder[name]}${state.typeName(type)}`, {
    hint: name === '<' ? 'Use an explicit ordering operator or modify the query.' : undefined,
    location,
  });
}
