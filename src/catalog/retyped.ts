import type { Oid } from '../types/type-def.ts';
import type { BoundExpr } from './tree.ts';
import { relabelled } from './tree-nodes.ts';

/** The value under another type number, of the same representation: nothing is converted. */
export function retyped(arg: BoundExpr, type: Oid): BoundExpr {
  return arg.type === type ? arg : relabelled(arg, type);
}
