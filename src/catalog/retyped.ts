import type { Oid } from '../types/type-def.ts';
import type { BoundExpr } from './tree.ts';

/** The value under another type number, of the same representation: nothing is converted. */
export function retyped(arg: BoundExpr, type: Oid): BoundExpr {
  if (arg.type === type) return arg;
  return {
    kind: 'cast',
    arg,
    method: 'binary',
    fn: null,
    element: null,
    applyTypmod: false,
    context: 'implicit',
    type,
    typmod: -1,
    location: arg.location,
  };
}
