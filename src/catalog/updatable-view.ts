/** Which views can be changed, and which of their columns ("CREATE VIEW", "Updatable Views"). */
import { typeOid } from '../types/oids.ts';
import type { RelationDescriptor, ViewDescriptor } from './descriptors.ts';
import type { BoundExpr, BoundSelect } from './tree.ts';
import { forEachChild } from './tree-walk.ts';

/** An attribute of the relation below, or the view whose column is none. */
export type UnderlyingColumn =
  | { readonly position: number }
  | { readonly view: string; readonly column: string; readonly detail: string };

export type Lookup = (oid: number) => RelationDescriptor | undefined;

/** Why the view cannot be changed at all, as a DETAIL; null when it can. Looks at this view only, not at those below it. */
export function notUpdatable(view: ViewDescriptor, lookup: Lookup): string | null {
  const { query } = view;
  const no = (what: string): string => `Views ${what} are not automatically updatable.`;
  const single = no('that do not select from a single table or view');
  if (query.kind === 'values') return single;
  if (query.kind === 'setOperation') return no('containing UNION, INTERSECT, or EXCEPT');
  if (query.distinctOn !== null) return no('containing DISTINCT');
  if (query.groupBy.length > 0 || query.groupingSets !== null) return no('containing GROUP BY');
  if (query.having !== null) return no('containing HAVING');
  if (query.ctes.length > 0) return no('containing WITH');
  if (query.limit !== null || query.offset !== null) return no('containing LIMIT or OFFSET');
  if (query.aggregated) return no('that return aggregate functions');
  if (query.targets.some((target) => contains(target, (e) => e.kind === 'window'))) {
    return no('that return window functions');
  }
  if (query.targets.some((target) => contains(target, (e) => e.kind === 'call' && e.set))) {
    return no('that return set-returning functions');
  }
  const [item] = query.from;
  if (item === undefined || query.from.length > 1) return single;
  if (item.kind === 'subquery' && item.view !== null) return lookup(item.view)?.kind === 'view' ? null : single;
  if (item.kind !== 'table') return single;
  if (item.sample !== undefined) return no('containing TABLESAMPLE');
  const below = lookup(item.table);
  if (below?.kind === 'table') return below.materialized === undefined ? null : single;
  return below?.kind === 'catalogRelation' && below.relkind === 'r' ? null : single;
}

/** The node itself counts; sub-queries are queries of their own. */
function contains(expr: BoundExpr, test: (expr: BoundExpr) => boolean): boolean {
  if (test(expr)) return true;
  let found = false;
  forEachChild(expr, (child) => {
    found ||= contains(child, test);
  });
  return found;
}

/** Which column of the FROM item a view's column is. */
export function underlying(
  target: BoundExpr,
  from: BoundSelect['from'][number],
  view: string,
  column: string,
): UnderlyingColumn {
  const no = (detail: string): UnderlyingColumn => ({ view, column, detail });
  const rel = from.kind === 'join' ? -1 : from.rel;
  if (target.kind === 'row' && target.type !== typeOid.record) {
    return no('View columns that return whole-row references are not updatable.');
  }
  if (target.kind !== 'var' || target.rel !== rel) {
    return no('View columns that are not columns of their base relation are not updatable.');
  }
  if (target.column < 0) return no('View columns that refer to system columns are not updatable.');
  return { position: target.column };
}

/** Bits of pg_relation_is_updatable. */
export const updateEvent = 4;
export const insertEvent = 8;
export const deleteEvent = 16;
const allEvents = updateEvent | insertEvent | deleteEvent;

export function allows(events: number, wanted: number): boolean {
  return (events & wanted) === wanted;
}

/** What the relation, and whatever is below it, takes; with `column` (a position) that column alone. */
export function updatableEvents(relation: RelationDescriptor | undefined, lookup: Lookup, column = -1): number {
  if (relation?.kind === 'table') return relation.materialized === undefined ? allEvents : 0;
  if (relation?.kind === 'catalogRelation') return relation.relkind === 'r' ? allEvents : 0;
  if (relation?.kind !== 'view' || notUpdatable(relation, lookup) !== null) return 0;
  // Anything else is not updatable.
  const select = relation.query as BoundSelect;
  const from = select.from[0]!;
  const own = relation.columns.map((item, i) => underlying(select.targets[i]!, from, relation.name, item.name));
  const chosen = column < 0 ? own : own.slice(column, column + 1);
  const events = chosen.some((item) => 'position' in item) ? allEvents : deleteEvent;
  if (from.kind !== 'subquery') return events;
  const below = lookup(from.view!);
  const [first] = chosen;
  const next = column >= 0 && first !== undefined && 'position' in first ? first.position : -1;
  return events & updatableEvents(below, lookup, next);
}
