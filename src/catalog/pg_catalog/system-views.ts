/** The readable views of pg_catalog: pg_tables, pg_views, pg_indexes, pg_sequences. */
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import type { IndexDescriptor, RelationDescriptor, SequenceDescriptor } from '../descriptors.ts';
import { privilegesOn, relationRef, SELECT, USAGE } from '../privileges/index.ts';
import { int8 } from '../row-values.ts';
import { everyRelation, hasTriggers, relationKind } from './relations.ts';

export function schemaName(view: CatalogView, relation: RelationDescriptor): string {
  return view.catalog.schema(relation.schema)?.name ?? '';
}

function ownerName(view: CatalogView, owner: Oid): string {
  return view.catalog.role(owner)?.name ?? '';
}

function* tableRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of everyRelation(view)) {
    if (relationKind(relation) !== 'r') continue;
    const table = relation.kind === 'table' ? relation : null;
    yield {
      schemaname: schemaName(view, relation),
      tablename: relation.name,
      tableowner: ownerName(view, relation.owner),
      tablespace: null,
      hasindexes: table === null || table.indexes.length > 0,
      hasrules: false,
      hastriggers: table !== null && hasTriggers(table),
      rowsecurity: false,
    };
  }
}

function* viewRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of everyRelation(view)) {
    if (relationKind(relation) !== 'v') continue;
    yield {
      schemaname: schemaName(view, relation),
      viewname: relation.name,
      viewowner: ownerName(view, relation.owner),
      // The system's own views are not defined by queries here.
      definition: () => view.definitions.viewDefinition(relation.oid, false),
    };
  }
}

function* materializedViewRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind !== 'table' || relation.materialized === undefined) continue;
    yield {
      schemaname: schemaName(view, relation),
      matviewname: relation.name,
      matviewowner: ownerName(view, relation.owner),
      tablespace: null,
      hasindexes: relation.indexes.length > 0,
      ispopulated: relation.materialized.populated,
      definition: () => view.definitions.viewDefinition(relation.oid, false),
    };
  }
}

export function userIndexes(view: CatalogView): IndexDescriptor[] {
  return view.catalog.userRelations().filter((r): r is IndexDescriptor => r.kind === 'index');
}

function* indexRows(view: CatalogView): Generator<CatalogRow> {
  for (const index of userIndexes(view)) {
    yield {
      schemaname: schemaName(view, index),
      tablename: view.catalog.table(index.table)!.name,
      indexname: index.name,
      tablespace: null,
      indexdef: () => view.definitions.indexDefinition(index.oid, 0, false),
    };
  }
}

function sequenceLastValue(view: CatalogView, sequence: SequenceDescriptor): number | bigint | null {
  if ((privilegesOn(view.catalog, view.currentRole, relationRef(sequence.oid)) & (SELECT | USAGE)) === 0) return null;
  const { lastValue, isCalled } = view.sequenceState(sequence);
  return isCalled ? lastValue : null;
}

function* sequenceRows(view: CatalogView): Generator<CatalogRow> {
  for (const sequence of view.catalog.userRelations()) {
    if (sequence.kind !== 'sequence') continue;
    yield {
      schemaname: schemaName(view, sequence),
      sequencename: sequence.name,
      sequenceowner: ownerName(view, sequence.owner),
      data_type: sequence.type,
      start_value: int8(sequence.start),
      min_value: int8(sequence.minValue),
      max_value: int8(sequence.maxValue),
      increment_by: int8(sequence.increment),
      cycle: sequence.cycle,
      cache_size: int8(sequence.cache),
      last_value: () => sequenceLastValue(view, sequence),
    };
  }
}

export const systemViewSources: RowSources = {
  pg_tables: tableRows,
  pg_views: viewRows,
  pg_matviews: materializedViewRows,
  pg_indexes: indexRows,
  pg_sequences: sequenceRows,
};
