/** Positional forms of OperatorRow, for long tables of operators. */
import type { OperatorRow } from '../define-operators.ts';

type OperatorLinks = Pick<OperatorRow, 'commutator' | 'negator'>;

/** `types` is left, right and result between spaces. */
export function binary(
  oid: number,
  name: string,
  types: string,
  proc: number,
  procName: string,
  impl: OperatorRow['impl'],
  links: OperatorLinks = {},
): OperatorRow {
  const [left, right, result] = types.split(' ');
  return { oid, name, left: left!, right: right!, result: result!, proc, procName, ...links, impl };
}

/** `types` is operand and result between spaces. */
export function prefix(
  oid: number,
  name: string,
  types: string,
  proc: number,
  procName: string,
  impl: OperatorRow['impl'],
): OperatorRow {
  const [right, result] = types.split(' ');
  return { oid, name, left: null, right: right!, result: result!, proc, procName, impl };
}
