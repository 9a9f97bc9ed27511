/** Small constructors of bound nodes, so that every node of a kind has the same shape. */
import type { BoundConst, BoundExpr, BoundLogical, BoundVar } from '../../catalog/tree.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { boolOid, unknownOid } from '../oids.ts';

export function constant(type: Oid, value: Datum, location: number, typmod = -1): BoundConst {
  return { kind: 'const', value, type, typmod, location };
}
export function nullConstant(location: number): BoundConst {
  return constant(unknownOid, null, location);
}
export function variable(rel: number, column: number, type: Oid, typmod: number, location = -1): BoundVar {
  return { kind: 'var', rel, column, type, typmod, location };
}
export function logical(op: 'and' | 'or' | 'not', args: readonly BoundExpr[], location: number): BoundExpr {
  if (op !== 'not' && args.length === 1) return args[0]!;
  return { kind: op, args, type: boolOid, typmod: -1, location } satisfies BoundLogical;
}
export function not(arg: BoundExpr, location: number): BoundExpr {
  return logical('not', [arg], location);
}

/** Both conditions, where there are any. */
export function bothOf(first: BoundExpr | null, second: BoundExpr | null): BoundExpr | null {
  return first === null || second === null ? (first ?? second) : logical('and', [first, second], -1);
}

/** Where an expression begins: the cursor of an error about the whole of it. */
export function leftmost(location: number, ...parts: readonly BoundExpr[]): number {
  let least = location;
  for (const part of parts) {
    if (part.location >= 0 && (least < 0 || part.location < least)) least = part.location;
  }
  return least;
}
