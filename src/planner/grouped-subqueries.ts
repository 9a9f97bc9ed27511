/**
 * A sub-query that is equal to a grouped one becomes the grouped one's node, wherever it is used above the groups: nodes have one
 * plan each, and only the same plan is recognised as the key. Views and stored trees, too, come with a node for each use.
 */
import type { BoundExpr, BoundSelect } from '../catalog/tree.ts';
import { exprEquals } from '../catalog/tree-equals.ts';
import { mapExprWith, type TreeMapper } from '../catalog/tree-map.ts';
import { someExprOutside } from '../catalog/tree-walk.ts';
import { mapWindows } from './build-windows.ts';

export function shareGroupedSubqueries(query: BoundSelect): BoundSelect {
  const keys = query.groupBy.filter((key) => someExprOutside(key, (node) => node.kind === 'subquery'));
  if (keys.length === 0) return query;
  const mapper: TreeMapper = { expr: (node) => keys.find((key) => exprEquals(key, node)) ?? node };
  const share = (expr: BoundExpr): BoundExpr => mapExprWith(expr, mapper);
  return {
    ...query,
    groupBy: query.groupBy.map(share),
    targets: query.targets.map(share),
    having: query.having === null ? null : share(query.having),
    windows: mapWindows(query.windows, share),
  };
}
