/** pg_depend and pg_description: what refers to what, and what is said about it. */

import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import { definitionOf } from '../definition-of.ts';
import type { ConstraintDescriptor, RelationDescriptor, TableDescriptor, TypeDescriptor } from '../descriptors.ts';
import { sequencesIn } from '../object-references.ts';
import { columnsIn, columnsOfTableIn } from '../tree-references.ts';
import { classOids, firstUserOid, sharedClasses } from '../well-known.ts';
import { ruleOid, userTables } from './relations.ts';

type Kind = 'a' | 'i' | 'n';

function depend(
  classid: Oid,
  objid: Oid,
  objsubid: number,
  refclassid: Oid,
  refobjid: Oid,
  refobjsubid: number,
  deptype: Kind,
): CatalogRow {
  return { classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype };
}

const { pg_class, pg_type, pg_namespace, pg_constraint, pg_attrdef, pg_rewrite, pg_collation } = classOids;

function* constraintDependencies(table: TableDescriptor, constraint: ConstraintDescriptor): Generator<CatalogRow> {
  for (const column of constraint.columns) {
    yield depend(pg_constraint, constraint.oid, 0, pg_class, table.oid, column + 1, 'a');
  }
  if (constraint.kind === 'check') {
    if (constraint.columns.length === 0) yield depend(pg_constraint, constraint.oid, 0, pg_class, table.oid, 0, 'a');
    // The expression refers to the columns once more.
    for (const column of constraint.columns) {
      yield depend(pg_constraint, constraint.oid, 0, pg_class, table.oid, column + 1, 'n');
    }
    return;
  }
  if (constraint.kind === 'foreignKey') {
    for (const column of constraint.referencedColumns) {
      yield depend(pg_constraint, constraint.oid, 0, pg_class, constraint.referencedTable, column + 1, 'n');
    }
    yield depend(pg_constraint, constraint.oid, 0, pg_class, constraint.referencedIndex, 0, 'n');
    return;
  }
  yield depend(pg_class, constraint.index, 0, pg_constraint, constraint.oid, 0, 'i');
}

function* tableDependencies(table: TableDescriptor): Generator<CatalogRow> {
  for (let i = 0; i < table.columns.length; i++) {
    const { defaultOid, defaultExpr, generated } = table.columns[i]!;
    if (defaultOid === undefined) continue;
    yield depend(pg_attrdef, defaultOid, 0, pg_class, table.oid, i + 1, generated === null ? 'a' : 'i');
    if (defaultExpr !== null) {
      for (const sequence of sequencesIn(defaultExpr)) {
        yield depend(pg_attrdef, defaultOid, 0, pg_class, sequence, 0, 'n');
      }
    }
    if (generated !== null) {
      for (const column of columnsIn(generated)) {
        if (column >= 0) yield depend(pg_attrdef, defaultOid, 0, pg_class, table.oid, column + 1, 'n');
      }
    }
  }
  for (const constraint of table.constraints) yield* constraintDependencies(table, constraint);
}

function* relationDependencies(relation: RelationDescriptor): Generator<CatalogRow> {
  if (relation.kind !== 'index') yield depend(pg_class, relation.oid, 0, pg_namespace, relation.schema, 0, 'n');
  if ('rowType' in relation) {
    yield depend(pg_type, relation.rowType, 0, pg_class, relation.oid, 0, 'i');
    yield depend(pg_type, relation.rowType - 1, 0, pg_type, relation.rowType, 0, 'i');
  }
  switch (relation.kind) {
    case 'table':
      yield* tableDependencies(relation);
      break;
    case 'sequence':
      if (relation.ownedBy === null) break;
      yield depend(
        pg_class,
        relation.oid,
        0,
        pg_class,
        relation.ownedBy.table,
        relation.ownedBy.column + 1,
        relation.ownedBy.identity ? 'i' : 'a',
      );
      break;
    case 'index': {
      if (relation.constraint !== null) break;
      const columns = new Set<number>(relation.include);
      for (const key of relation.keys) {
        if (key.column !== null) columns.add(key.column);
        else for (const column of columnsIn(key.expression!)) columns.add(column);
      }
      for (const column of columns) yield depend(pg_class, relation.oid, 0, pg_class, relation.table, column + 1, 'a');
      if (relation.predicate === null) break;
      for (const column of columnsIn(relation.predicate)) {
        yield depend(pg_class, relation.oid, 0, pg_class, relation.table, column + 1, 'a');
      }
      break;
    }
    case 'view':
      break;
    case 'composite':
    case 'catalogRelation':
      break;
  }
  if (relation.kind !== 'table' && relation.kind !== 'composite') return;
  for (let i = 0; i < relation.columns.length; i++) {
    const { type, dropped } = relation.columns[i]!;
    if (!dropped && type >= firstUserOid) yield depend(pg_class, relation.oid, i + 1, pg_type, type, 0, 'n');
  }
}

function* typeDependencies(type: TypeDescriptor): Generator<CatalogRow> {
  yield depend(pg_type, type.oid, 0, pg_namespace, type.schema, 0, 'n');
  yield depend(pg_type, type.oid - 1, 0, pg_type, type.oid, 0, 'i');
  if (type.kind !== 'domain') return;
  if (type.base >= firstUserOid) yield depend(pg_type, type.oid, 0, pg_type, type.base, 0, 'n');
  for (const constraint of type.constraints) yield depend(pg_constraint, constraint.oid, 0, pg_type, type.oid, 0, 'a');
}

/** The rule that gives a view its rows depends on what the query uses. */
function* ruleDependencies(relation: RelationDescriptor, view: CatalogView): Generator<CatalogRow> {
  const definition = definitionOf(relation);
  if (definition === null) return;
  const rule = ruleOid(relation.oid);
  yield depend(pg_rewrite, rule, 0, pg_class, relation.oid, 0, 'i');
  for (const oid of definition.dependsOn) {
    if (view.catalog.relation(oid) === undefined) continue;
    const columns = columnsOfTableIn(definition.query, oid);
    if (columns.size === 0) yield depend(pg_rewrite, rule, 0, pg_class, oid, 0, 'n');
    for (const column of columns) yield depend(pg_rewrite, rule, 0, pg_class, oid, column + 1, 'n');
  }
}

function* dependRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    yield* relationDependencies(relation);
    yield* ruleDependencies(relation, view);
  }
  for (const type of view.catalog.ownTypes()) yield* typeDependencies(type);
}

function* descriptionRows(view: CatalogView): Generator<CatalogRow> {
  const row = (objoid: Oid, classoid: Oid, objsubid: number, description: string | null | undefined): CatalogRow[] =>
    description === null || description === undefined ? [] : [{ objoid, classoid, objsubid, description }];
  for (const schema of view.catalog.schemas()) yield* row(schema.oid, pg_namespace, 0, schema.comment);
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind === 'composite') yield* row(relation.rowType, pg_type, 0, relation.comment);
    else yield* row(relation.oid, pg_class, 0, relation.comment);
    if (relation.kind !== 'table' && relation.kind !== 'view' && relation.kind !== 'composite') continue;
    for (let i = 0; i < relation.columns.length; i++) {
      yield* row(relation.oid, pg_class, i + 1, relation.columns[i]!.comment);
    }
  }
  for (const type of view.catalog.ownTypes()) {
    yield* row(type.oid, pg_type, 0, type.comment);
    if (type.kind !== 'domain') continue;
    for (const constraint of type.constraints) yield* row(constraint.oid, pg_constraint, 0, constraint.comment);
  }
  for (const comment of view.catalog.comments()) {
    if (!sharedClasses.has(comment.class)) yield* row(comment.object, comment.class, 0, comment.text);
  }
  for (const collation of view.catalog.ownCollations()) {
    yield* row(collation.oid, pg_collation, 0, collation.comment);
  }
  for (const table of userTables(view)) {
    for (const constraint of table.constraints) yield* row(constraint.oid, pg_constraint, 0, constraint.comment);
  }
}

function* sharedDescriptionRows(view: CatalogView): Generator<CatalogRow> {
  for (const comment of view.catalog.comments()) {
    if (!sharedClasses.has(comment.class)) continue;
    yield { objoid: comment.object, classoid: comment.class, description: comment.text };
  }
  for (const role of view.catalog.roles()) {
    if (role.comment === null || role.comment === undefined) continue;
    yield { objoid: role.oid, classoid: classOids.pg_authid, description: role.comment };
  }
}

export const dependencySources: RowSources = {
  pg_depend: dependRows,
  pg_description: descriptionRows,
  pg_shdescription: sharedDescriptionRows,
};
