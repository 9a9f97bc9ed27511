/** Expressions made to be compared in the order of a collation, and back. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { relabelled } from '../../catalog/tree-nodes.ts';
import { unsupported } from '../../errors/index.ts';
import { noCollation } from '../../functions/collated/collated-functions.ts';
import {
  type Collation,
  isBytewise,
  isUnderCollation,
  underCollation,
  withoutCollation,
} from '../../types/collation/index.ts';
import { baseTypeOid } from '../../types/registry.ts';
import type { Oid, TypeDef } from '../../types/type-def.ts';

/** The type in whose order values of `type` are sorted under the collation; `type` itself where that is bytewise. */
export function orderedType(type: Oid, def: TypeDef, collation: Collation | null, location: number): Oid {
  const base = withoutCollation(type);
  if (!def.collatable) return base;
  if (collation === null) throw noCollation({ kind: 'equality' });
  if (isBytewise(collation)) return base;
  if (def.category !== 'S') throw unsupported(`an order of type ${def.displayName} under an ICU collation`, location);
  // A domain's values are those of the type below it.
  return underCollation(baseTypeOid(base), collation.oid);
}

/** The value under another type number, of the same representation. */
export function retyped(arg: BoundExpr, type: Oid): BoundExpr {
  return arg.type === type ? arg : relabelled(arg, type);
}

/** The expression as it was before `retyped`. */
export function withoutOrder(expr: BoundExpr): BoundExpr {
  return expr.kind === 'cast' && isUnderCollation(expr.type) ? expr.arg : expr;
}
