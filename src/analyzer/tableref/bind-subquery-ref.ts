/** A query in FROM. */
import type { BoundSubqueryRef } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { SubqueryRef } from '../../parser/ast/index.ts';
import type { Scope } from '../scope.ts';
import { aliasedNames, type BoundFromItem, columnsOfRel, namespaceItem } from './range-item.ts';

export function bindSubqueryRef(ref: SubqueryRef, scope: Scope): BoundFromItem {
  if (!ref.alias) {
    const values = ref.query.body.kind === 'values';
    throw sqlError('syntax_error', `${values ? 'VALUES' : 'subquery'} in FROM must have an alias`, {
      hint: `For example, FROM (${values ? 'VALUES' : 'SELECT'} ...) [AS] foo.`,
      location: ref.location,
    });
  }
  const { state } = scope;
  const kind = scope.kind;
  const lateral = scope.lateralActive;
  scope.kind = 'fromSubselect';
  scope.lateralActive = ref.lateral;
  const query = state.binder.query(ref.query, scope);
  scope.kind = kind;
  scope.lateralActive = lateral;

  const rel = state.newRel(scope);
  if (query.kind === 'select') state.setRelTargets(rel, query.targets);
  const { name } = ref.alias;
  const names = aliasedNames(
    query.columns.map((column) => column.name),
    ref.alias,
    name,
  );
  const columns = query.columns.map((column, i) => ({ ...column, name: names[i]! }));
  const from: BoundSubqueryRef = {
    kind: 'subquery',
    rel,
    alias: name,
    columns,
    query,
    lateral: ref.lateral,
    view: null,
  };
  const item = namespaceItem(name, rel, columnsOfRel(rel, columns), { aliased: true });
  scope.rangeItems.push(item);
  return { from, namespace: [item], columns: item.columns, rels: [rel] };
}
