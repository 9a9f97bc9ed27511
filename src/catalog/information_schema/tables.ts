/** schemata, tables, columns, views, sequences and what is derived from them. */

import { collationByOid, defaultCollation } from '../../types/collation/index.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import {
  type ColumnDescriptor,
  checkOptionOf,
  type RelationDescriptor,
  type SequenceDescriptor,
  type TableDescriptor,
  type ViewDescriptor,
} from '../descriptors.ts';
import { collationOf, everyRelation, relationKind } from '../pg_catalog/relations.ts';
import { defaultReference } from '../stored-expressions.ts';
import { systemRelations } from '../system-relations.ts';
import { isTemporarySchemaName } from '../temporary-schema-name.ts';
import { columnsIn, columnsOfTableIn } from '../tree-references.ts';
import { allows, deleteEvent, insertEvent, updateEvent } from '../updatable-view.ts';
import { pgCatalogOid } from '../well-known.ts';
import { elementType, type Place, typeColumns } from './type-columns.ts';
import { owns, seesColumn, seesRelation, seesSchema, seesSequence } from './visible.ts';

export type RelationWithColumns = Exclude<RelationDescriptor, { kind: 'index' | 'sequence' }>;

export function yesNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}

export function schemaOf(view: CatalogView, relation: RelationDescriptor): string {
  return view.catalog.schema(relation.schema)?.name ?? '';
}

/** Tables and views, the system's included. */
export function* tablesAndViews(view: CatalogView): Generator<RelationWithColumns> {
  for (const relation of everyRelation(view)) {
    if (relation.kind !== 'index' && relation.kind !== 'sequence' && relationKind(relation) !== 'm') yield relation;
  }
}

function* liveColumns(relation: RelationWithColumns): Generator<readonly [ColumnDescriptor, number]> {
  for (let i = 0; i < relation.columns.length; i++) {
    if (!relation.columns[i]!.dropped) yield [relation.columns[i]!, i];
  }
}

function tableName(view: CatalogView, relation: RelationDescriptor): CatalogRow {
  return { table_catalog: view.databaseName, table_schema: schemaOf(view, relation), table_name: relation.name };
}

function schemaRows(view: CatalogView): CatalogRow[] {
  return view.catalog
    .schemas()
    .filter((schema) => seesSchema(view, schema))
    .map((schema) => ({
      catalog_name: view.databaseName,
      schema_name: schema.name,
      schema_owner: view.catalog.role(schema.owner)?.name ?? '',
    }));
}

function* tableRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    if (!seesRelation(view, relation)) continue;
    const plain = relationKind(relation) === 'r';
    const temporary = isTemporarySchemaName(schemaOf(view, relation));
    yield {
      ...tableName(view, relation),
      table_type: temporary ? 'LOCAL TEMPORARY' : plain ? 'BASE TABLE' : 'VIEW',
      is_insertable_into: yesNo(allows(view.definitions.updatableEvents(relation.oid, -1), insertEvent)),
      is_typed: 'NO',
      commit_action: temporary ? 'PRESERVE' : null,
    };
  }
}

// ---- columns ----

function identitySequence(view: CatalogView, relation: RelationDescriptor, column: number): SequenceDescriptor | null {
  for (const oid of view.catalog.dependents(relation.oid)) {
    const sequence = view.catalog.relation(oid);
    if (sequence?.kind === 'sequence' && sequence.ownedBy?.identity && sequence.ownedBy.column === column) {
      return sequence;
    }
  }
  return null;
}

function identityColumns(
  view: CatalogView,
  relation: RelationDescriptor,
  column: ColumnDescriptor,
  at: number,
): CatalogRow {
  if (column.identity === null) return { is_identity: 'NO', identity_cycle: 'NO' };
  const sequence = identitySequence(view, relation, at);
  return {
    is_identity: 'YES',
    identity_generation: column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT',
    identity_start: sequence === null ? null : String(sequence.start),
    identity_increment: sequence === null ? null : String(sequence.increment),
    identity_maximum: sequence === null ? null : String(sequence.maxValue),
    identity_minimum: sequence === null ? null : String(sequence.minValue),
    identity_cycle: yesNo(sequence?.cycle ?? false),
  };
}

/** Of a column or domain; only collations that are not the default are named. */
export function collationColumns({ databaseName, catalog }: Place, type: Oid, written: string | null): CatalogRow {
  const collation = collationByOid(collationOf(type, written));
  if (collation === undefined || collation === defaultCollation) return {};
  return {
    collation_catalog: databaseName,
    collation_schema: catalog === null ? 'pg_catalog' : (catalog.schema(collation.schema)?.name ?? null),
    collation_name: collation.name,
  };
}

/** Tables and views; the standard knows no materialized views. */
export function hasColumnRows(relation: RelationDescriptor): relation is TableDescriptor | ViewDescriptor {
  return relationKind(relation) === 'r' || relationKind(relation) === 'v';
}

function* userColumnRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (!hasColumnRows(relation)) continue;
    for (const [column, at] of liveColumns(relation)) {
      if (!seesColumn(view, relation, at)) continue;
      const text = (): string | null =>
        view.definitions.expressionText(defaultReference(relation.oid, at), relation.oid, false);
      yield {
        ...tableName(view, relation),
        column_name: column.name,
        ordinal_position: at + 1,
        column_default: column.defaultExpr === null ? null : text,
        is_nullable: yesNo(!column.notNull && !isNotNullDomain(column.type, view)),
        ...typeColumns(column.type, column.typmod, view),
        ...collationColumns(view, column.type, column.collation),
        dtd_identifier: String(at + 1),
        is_self_referencing: 'NO',
        ...identityColumns(view, relation, column, at),
        is_generated: column.generated === null ? 'NEVER' : 'ALWAYS',
        generation_expression: column.generated === null ? null : text,
        is_updatable: yesNo(allows(view.definitions.updatableEvents(relation.oid, at), updateEvent)),
      };
    }
  }
}

/** Whether rows about a relation of the system are for the user. */
function shownSystemRelation(view: CatalogView): (name: Datum) => boolean {
  const hidden = new Set(view.catalog.systemRelations().flatMap((of) => (seesRelation(view, of) ? [] : [of.name])));
  return (name) => !hidden.has(name as string);
}

/** Columns of the system's own relations: no defaults, no identities, the same everywhere but for the database's name. */
function* systemColumnRows(databaseName: string): Generator<CatalogRow> {
  for (const relation of systemRelations()) {
    const place = {
      table_catalog: databaseName,
      table_schema: relation.schema === pgCatalogOid ? 'pg_catalog' : 'information_schema',
      table_name: relation.name,
    };
    for (const [column, at] of liveColumns(relation)) {
      yield {
        ...place,
        column_name: column.name,
        ordinal_position: at + 1,
        is_nullable: yesNo(!column.notNull),
        ...typeColumns(column.type, column.typmod, { databaseName, catalog: null }),
        ...collationColumns({ databaseName, catalog: null }, column.type, column.collation),
        dtd_identifier: String(at + 1),
        is_self_referencing: 'NO',
        is_identity: 'NO',
        identity_cycle: 'NO',
        is_generated: 'NEVER',
        is_updatable: yesNo(relation.relkind === 'r'),
      };
    }
  }
}

function* elementRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    for (const [column, at] of liveColumns(relation)) {
      const element = elementType(column.type);
      if (element === null) continue;
      // The modifier is the array's; PostgreSQL shows none for elements.
      const {
        udt_catalog = null,
        udt_schema = null,
        udt_name = null,
        data_type = null,
      } = typeColumns(element, -1, view);
      yield {
        object_catalog: view.databaseName,
        object_schema: schemaOf(view, relation),
        object_name: relation.name,
        object_type: relationKind(relation) === 'r' ? 'TABLE' : 'VIEW',
        collection_type_identifier: String(at + 1),
        data_type,
        udt_catalog,
        udt_schema,
        udt_name,
        dtd_identifier: `a${at + 1}`,
      };
    }
  }
}

function* columnTypeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    for (const [column] of liveColumns(relation)) {
      const { udt_schema = null, udt_name = null } = typeColumns(column.type, column.typmod, view);
      yield {
        udt_catalog: view.databaseName,
        udt_schema,
        udt_name,
        ...tableName(view, relation),
        column_name: column.name,
      };
    }
  }
}

function* columnColumnRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind !== 'table') continue;
    for (const [column] of liveColumns(relation)) {
      if (column.generated === null) continue;
      for (const used of columnsIn(column.generated)) {
        if (used < 0) continue;
        yield {
          ...tableName(view, relation),
          column_name: relation.columns[used]!.name,
          dependent_column: column.name,
        };
      }
    }
  }
}

/** A column of a domain that has no null is not nullable itself. */
export function isNotNullDomain(type: Oid, view: CatalogView): boolean {
  const domain = view.catalog.ownType(type);
  return domain?.kind === 'domain' && domain.notNull;
}

// ---- views ----

function* viewRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of tablesAndViews(view)) {
    if (relationKind(relation) !== 'v' || !seesRelation(view, relation)) continue;
    const events = view.definitions.updatableEvents(relation.oid, -1);
    yield {
      ...tableName(view, relation),
      view_definition: () => (owns(view, relation.owner) ? view.definitions.viewDefinition(relation.oid, false) : null),
      check_option: relation.kind === 'view' ? (checkOptionOf(relation)?.toUpperCase() ?? 'NONE') : 'NONE',
      is_updatable: yesNo(allows(events, updateEvent | deleteEvent)),
      is_insertable_into: yesNo(allows(events, insertEvent)),
      is_trigger_updatable: 'NO',
      is_trigger_deletable: 'NO',
      is_trigger_insertable_into: 'NO',
    };
  }
}

function* viewUses(view: CatalogView): Generator<readonly [ViewDescriptor, RelationWithColumns]> {
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind !== 'view') continue;
    for (const oid of relation.dependsOn) {
      const used = view.catalog.relation(oid);
      if (used === undefined || used.kind === 'index' || used.kind === 'sequence' || !owns(view, used.owner)) continue;
      yield [relation, used];
    }
  }
}

function viewName(view: CatalogView, relation: ViewDescriptor): CatalogRow {
  return { view_catalog: view.databaseName, view_schema: schemaOf(view, relation), view_name: relation.name };
}

function* viewTableRows(view: CatalogView): Generator<CatalogRow> {
  for (const [user, used] of viewUses(view)) yield { ...viewName(view, user), ...tableName(view, used) };
}

function* viewColumnRows(view: CatalogView): Generator<CatalogRow> {
  for (const [user, used] of viewUses(view)) {
    for (const column of columnsOfTableIn(user.query, used.oid)) {
      if (column < 0) continue;
      yield { ...viewName(view, user), ...tableName(view, used), column_name: used.columns[column]!.name };
    }
  }
}

// ---- sequences: those of identity columns belong to the columns ----

function* sequenceRows(view: CatalogView): Generator<CatalogRow> {
  for (const sequence of view.catalog.userRelations()) {
    if (sequence.kind !== 'sequence' || sequence.ownedBy?.identity || !seesSequence(view, sequence)) continue;
    const { data_type = null, numeric_precision = null } = typeColumns(sequence.type, -1, view);
    yield {
      sequence_catalog: view.databaseName,
      sequence_schema: schemaOf(view, sequence),
      sequence_name: sequence.name,
      data_type,
      numeric_precision,
      numeric_precision_radix: 2,
      numeric_scale: 0,
      start_value: String(sequence.start),
      minimum_value: String(sequence.minValue),
      maximum_value: String(sequence.maxValue),
      increment: String(sequence.increment),
      cycle_option: yesNo(sequence.cycle),
    };
  }
}

export const tableSources: RowSources = {
  schemata: schemaRows,
  tables: tableRows,
  columns: { fixed: systemColumnRows, own: userColumnRows, shown: { of: 'table_name', test: shownSystemRelation } },
  element_types: elementRows,
  column_udt_usage: columnTypeRows,
  column_column_usage: columnColumnRows,
  views: viewRows,
  view_table_usage: viewTableRows,
  view_column_usage: viewColumnRows,
  sequences: sequenceRows,
};
