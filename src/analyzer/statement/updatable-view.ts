/**
 * Views that can be changed: which they are, and what lies under them ("CREATE VIEW", "Updatable Views"). Nested views are
 * followed down to the table.
 */
import { checkOptionOf, type TableDescriptor, type ViewDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr, BoundQuery, BoundSelect, BoundViewCheck } from '../../catalog/tree.ts';
import { mapExprWith, renumberQuery, type TreeNumbers } from '../../catalog/tree-map.ts';
import { type Lookup, notUpdatable, type UnderlyingColumn, underlying } from '../../catalog/updatable-view.ts';
import { assert } from '../../common/assert.ts';
import { sqlError } from '../../errors/index.ts';
import { bothOf } from '../expression/make-nodes.ts';
import type { Scope } from '../scope.ts';

/** What stands under a view. Expressions are over `rel`, the table. */
export interface ExpandedView {
  readonly table: TableDescriptor;
  readonly rel: number;
  readonly exprs: readonly BoundExpr[];
  readonly columns: readonly UnderlyingColumn[];
  /** Per attribute of the table: the default of the topmost view that has one. */
  readonly defaults: ReadonlyMap<number, BoundExpr>;
  readonly where: BoundExpr | null;
  readonly checks: readonly BoundViewCheck[];
}

const actions = {
  INSERT: ['insert into', 'inserting into', 'INSERT'],
  UPDATE: ['update', 'updating', 'UPDATE'],
  DELETE: ['delete from', 'deleting from', 'DELETE'],
} as const;

export function expandView(view: ViewDescriptor, scope: Scope, verb: string): ExpandedView {
  // MERGE has been refused before.
  const [action, gerund, event] = actions[verb as keyof typeof actions];
  const { catalog } = scope.state.context;
  const refuse = (name: string, detail: string): Error =>
    sqlError('object_not_in_prerequisite_state', `cannot ${action} view "${name}"`, {
      detail,
      hint: `To enable ${gerund} the view, provide an INSTEAD OF ${event} trigger or an unconditional ON ${event} DO INSTEAD rule.`,
    });
  return expand(view, renumberQuery(view.query, scope.state), (oid) => catalog.relation(oid), scope.state, refuse, {
    changesRows: verb !== 'DELETE',
    cascaded: false,
  });
}

/** `query` is the view's, with numbers of its own; `cascaded`: a view above checks those below too. */
function expand(
  view: ViewDescriptor,
  query: BoundQuery,
  lookup: Lookup,
  numbers: TreeNumbers,
  refuse: (view: string, detail: string) => Error,
  options: { readonly changesRows: boolean; readonly cascaded: boolean },
): ExpandedView {
  const detail = notUpdatable(view, lookup);
  if (detail !== null) throw refuse(view.name, detail);
  // Anything else has been refused.
  const select = query as BoundSelect;
  const own = view.columns.map((column, i) => underlying(select.targets[i]!, select.from[0]!, view.name, column.name));
  if (options.changesRows && !own.some((column) => 'position' in column)) {
    throw refuse(view.name, 'Views that have no updatable columns are not automatically updatable.');
  }
  const cascaded = options.cascaded || checkOptionOf(view) === 'cascaded';
  const checked = cascaded || (checkOptionOf(view) === 'local' && select.where !== null);
  const from = select.from[0]!;
  if (from.kind === 'table') {
    const table = lookup(from.table);
    if (table?.kind !== 'table') {
      throw sqlError('insufficient_privilege', `permission denied: "${table?.name}" is a system catalog`);
    }
    return {
      table,
      rel: from.rel,
      exprs: select.targets.slice(0, view.columns.length),
      columns: own,
      defaults: defaultsOf(view, own, new Map()),
      where: select.where,
      checks: checked && select.where !== null ? [{ view: view.name, condition: select.where }] : [],
    };
  }
  assert(from.kind === 'subquery', 'a view that can be changed is over a table or a view');
  const below = expand(lookup(from.view!) as ViewDescriptor, from.query, lookup, numbers, refuse, {
    ...options,
    cascaded,
  });
  const down = (expr: BoundExpr): BoundExpr =>
    mapExprWith(expr, { expr: (e) => (e.kind === 'var' && e.rel === from.rel ? below.exprs[e.column]! : e) });
  const where = select.where === null ? null : down(select.where);
  const columns = own.map((column) => ('position' in column ? below.columns[column.position]! : column));
  return {
    table: below.table,
    rel: below.rel,
    exprs: select.targets.slice(0, view.columns.length).map(down),
    columns,
    defaults: defaultsOf(view, columns, below.defaults),
    where: bothOf(below.where, where),
    checks: [...below.checks, ...(checked && where !== null ? [{ view: view.name, condition: where }] : [])],
  };
}

function defaultsOf(
  view: ViewDescriptor,
  columns: readonly UnderlyingColumn[],
  below: ReadonlyMap<number, BoundExpr>,
): ReadonlyMap<number, BoundExpr> {
  const defaults = new Map(below);
  columns.forEach((column, i) => {
    const { defaultExpr } = view.columns[i]!;
    if (defaultExpr !== null && 'position' in column) defaults.set(column.position, defaultExpr);
  });
  return defaults;
}
