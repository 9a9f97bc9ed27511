/** Relations that a query defines, views and materialized views, looked at alike; and what messages call each kind. */

import type { Oid } from '../types/type-def.ts';
import type { RelationDescriptor, TableDescriptor, ViewDescriptor } from './descriptors.ts';
import type { BoundQuery } from './tree.ts';

export interface Definition {
  readonly query: BoundQuery;
  /** OIDs of relations the query uses. */
  readonly dependsOn: readonly Oid[];
}

/** The query behind a view or materialized view; null for all else. */
export function definitionOf(relation: RelationDescriptor): Definition | null {
  if (relation.kind === 'view') return relation;
  return relation.kind === 'table' ? (relation.materialized ?? null) : null;
}

/** The view or materialized view with another query. */
export function withDefinition(
  relation: RelationDescriptor,
  query: BoundQuery,
): ViewDescriptor | TableDescriptor | null {
  if (relation.kind === 'view') return { ...relation, query };
  if (relation.kind !== 'table' || relation.materialized === undefined) return null;
  return { ...relation, materialized: { ...relation.materialized, query } };
}

export type RelationWord = 'table' | 'view' | 'index' | 'sequence' | 'materialized view' | 'composite type';

/** What SQL and messages call it. */
export function relationWord(relation: RelationDescriptor): RelationWord {
  if (relation.kind === 'composite') return 'composite type';
  if (relation.kind === 'catalogRelation') return relation.relkind === 'v' ? 'view' : 'table';
  return relation.kind === 'table' && relation.materialized !== undefined ? 'materialized view' : relation.kind;
}
