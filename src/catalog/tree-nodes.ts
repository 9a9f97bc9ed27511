/** Makers of bound nodes that several layers put into trees: what is not asked for is left out of the query or cast. */
import type { Oid } from '../types/type-def.ts';
import type { BoundCast, BoundExpr, BoundSelect } from './tree.ts';

/** `SELECT targets FROM from WHERE where`, and what else is given. */
export function plainSelect(
  given: Pick<BoundSelect, 'id' | 'columns' | 'from' | 'targets'> & Partial<BoundSelect>,
): BoundSelect {
  return {
    kind: 'select',
    id: given.id,
    ctes: [],
    columns: given.columns,
    from: given.from,
    where: given.where ?? null,
    groupBy: [],
    groupingSets: null,
    aggregated: false,
    having: null,
    windows: [],
    targets: given.targets,
    distinctOn: null,
    order: given.order ?? [],
    limit: given.limit ?? null,
    withTies: given.withTies ?? false,
    offset: given.offset ?? null,
    locking: given.locking ?? [],
  };
}

/** The value under another type number, or as one of a collation: of the same representation. */
export function relabelled(
  arg: BoundExpr,
  type: Oid,
  given: Partial<Pick<BoundCast, 'context' | 'collation' | 'collationLocation' | 'typmod' | 'location'>> = {},
): BoundCast {
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
    ...given,
  };
}
