/** How messages name objects: qualified where the search path does not lead to them, quoted where needed. */
import { type Catalog, quoteIdentifier, type RelationDescriptor } from '../../catalog/index.ts';
import type { DdlContext } from './context.ts';

/** `t`, or `s.t` when `t` alone would not find it. */
export function relationText(context: DdlContext, relation: RelationDescriptor): string {
  const { catalog } = context.transaction;
  const found = catalog.resolveRelation([relation.name], context.searchPath());
  if (found?.oid === relation.oid) return quoteIdentifier(relation.name);
  return `${quoteIdentifier(schemaName(catalog, relation))}.${quoteIdentifier(relation.name)}`;
}

export function schemaName(catalog: Catalog, relation: RelationDescriptor): string {
  return catalog.schema(relation.schema)?.name ?? 'pg_temp';
}

const relationKinds = {
  table: 'table',
  index: 'index',
  view: 'view',
  sequence: 'sequence',
  composite: 'composite type',
  catalogRelation: 'table',
} as const;

/** `table s.t`, `index i`. */
export function describeRelation(context: DdlContext, relation: RelationDescriptor): string {
  const word = relation.kind === 'catalogRelation' && relation.relkind === 'v' ? 'view' : relationKinds[relation.kind];
  return `${word} ${relationText(context, relation)}`;
}

/** `column a of table t`. */
export function describeColumn(context: DdlContext, relation: RelationDescriptor, column: number): string {
  const name = 'columns' in relation ? relation.columns[column]!.name : '';
  return `column ${quoteIdentifier(name)} of ${describeRelation(context, relation)}`;
}
