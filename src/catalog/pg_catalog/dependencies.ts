/** pg_depend and pg_description: what refers to what, and what is said about it. */

import { castOfRange } from '../../functions/ranges/own-constructors.ts';
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import { definitionOf } from '../definition-of.ts';
import type {
  ColumnDescriptor,
  ConstraintDescriptor,
  IndexDescriptor,
  RelationDescriptor,
  TableDescriptor,
  TypeDescriptor,
} from '../descriptors.ts';
import { keysLeanedOn } from '../functional-dependence.ts';
import { ownFunctions } from '../own-functions.ts';
import { columnsIn, columnsOfTableIn } from '../tree-references.ts';
import { classOids, firstUserOid, sharedClasses } from '../well-known.ts';
import { collationReferences, type Reference, referencesIn } from './expression-dependencies.ts';
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

const { pg_class, pg_type, pg_namespace, pg_constraint, pg_attrdef, pg_rewrite, pg_collation, pg_proc, pg_cast } =
  classOids;

function* dependOn(classid: Oid, objid: Oid, objsubid: number, references: Iterable<Reference>): Generator<CatalogRow> {
  for (const { class: refclassid, oid } of references) yield depend(classid, objid, objsubid, refclassid, oid, 0, 'n');
}

function* constraintDependencies(
  table: TableDescriptor,
  constraint: ConstraintDescriptor,
  indexOf: (oid: Oid) => IndexDescriptor | undefined,
): Generator<CatalogRow> {
  const included =
    constraint.kind === 'primaryKey' || constraint.kind === 'unique' ? indexOf(constraint.index)?.include : [];
  for (const column of [...constraint.columns, ...(included ?? [])]) {
    yield depend(pg_constraint, constraint.oid, 0, pg_class, table.oid, column + 1, 'a');
  }
  if (constraint.kind === 'check') {
    if (constraint.columns.length === 0) yield depend(pg_constraint, constraint.oid, 0, pg_class, table.oid, 0, 'a');
    // The expression refers to the columns once more.
    for (const column of constraint.columns) {
      yield depend(pg_constraint, constraint.oid, 0, pg_class, table.oid, column + 1, 'n');
    }
    yield* dependOn(pg_constraint, constraint.oid, 0, referencesIn(constraint.expression));
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

function* defaultDependencies(relation: Oid, columns: readonly ColumnDescriptor[]): Generator<CatalogRow> {
  for (let i = 0; i < columns.length; i++) {
    const { defaultOid, defaultExpr, generated } = columns[i]!;
    if (defaultOid === undefined) continue;
    yield depend(pg_attrdef, defaultOid, 0, pg_class, relation, i + 1, generated === null ? 'a' : 'i');
    yield* dependOn(pg_attrdef, defaultOid, 0, referencesIn(defaultExpr, generated));
    if (generated !== null) {
      for (const column of columnsIn(generated)) {
        if (column >= 0) yield depend(pg_attrdef, defaultOid, 0, pg_class, relation, column + 1, 'n');
      }
    }
  }
}

function* tableDependencies(
  table: TableDescriptor,
  indexOf: (oid: Oid) => IndexDescriptor | undefined,
): Generator<CatalogRow> {
  yield* defaultDependencies(table.oid, table.columns);
  for (const constraint of table.constraints) yield* constraintDependencies(table, constraint, indexOf);
}

/** Simple keys, then the expressions and the condition as a whole: as PostgreSQL's, which may name a column twice. */
function* indexDependencies(index: IndexDescriptor, table: TableDescriptor): Generator<CatalogRow> {
  const { oid, keys, predicate } = index;
  const expressions = keys.flatMap(({ expression }) => (expression === null ? [] : [expression]));
  const keyCollations = keys.flatMap(({ column, collation, order }) =>
    collationReferences(collation ?? order ?? (column === null ? null : table.columns[column]!.collation)),
  );
  yield* dependOn(pg_class, oid, 0, [...new Map(keyCollations.map((item) => [item.oid, item])).values()]);
  if (index.constraint === null) {
    const simple = new Set([...keys.flatMap(({ column }) => (column === null ? [] : [column])), ...index.include]);
    for (const column of simple) yield depend(pg_class, oid, 0, pg_class, index.table, column + 1, 'a');
    if (simple.size === 0) yield depend(pg_class, oid, 0, pg_class, index.table, 0, 'a');
  }
  for (const part of [expressions, predicate === null ? [] : [predicate]]) {
    const columns = new Set(part.flatMap((expression) => [...columnsIn(expression)]));
    for (const column of columns) yield depend(pg_class, oid, 0, pg_class, index.table, column + 1, 'a');
    yield* dependOn(pg_class, oid, 0, referencesIn(...part));
  }
}

function* columnDependencies(relation: Oid, columns: readonly ColumnDescriptor[]): Generator<CatalogRow> {
  for (let i = 0; i < columns.length; i++) {
    const { type, dropped, collation } = columns[i]!;
    if (dropped) continue;
    if (type >= firstUserOid) yield depend(pg_class, relation, i + 1, pg_type, type, 0, 'n');
    yield* dependOn(pg_class, relation, i + 1, collationReferences(collation));
  }
}

function* relationDependencies(relation: RelationDescriptor, { catalog }: CatalogView): Generator<CatalogRow> {
  if (relation.kind === 'composite') {
    // The type is what has been made; the relation belongs to it.
    yield depend(pg_type, relation.rowType, 0, pg_namespace, relation.schema, 0, 'n');
    yield depend(pg_class, relation.oid, 0, pg_type, relation.rowType, 0, 'i');
    yield depend(pg_type, relation.rowType - 1, 0, pg_type, relation.rowType, 0, 'i');
  } else if (relation.kind !== 'index') {
    yield depend(pg_class, relation.oid, 0, pg_namespace, relation.schema, 0, 'n');
  }
  if (relation.kind !== 'composite' && 'rowType' in relation) {
    yield depend(pg_type, relation.rowType, 0, pg_class, relation.oid, 0, 'i');
    yield depend(pg_type, relation.rowType - 1, 0, pg_type, relation.rowType, 0, 'i');
  }
  switch (relation.kind) {
    case 'table':
      yield* tableDependencies(relation, (oid) => indexNamed(catalog.relation(oid)));
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
    case 'index':
      yield* indexDependencies(relation, catalog.table(relation.table)!);
      break;
    case 'view':
      yield* defaultDependencies(relation.oid, relation.columns);
      break;
    case 'composite':
    case 'catalogRelation':
      break;
  }
  if (relation.kind === 'table' || relation.kind === 'composite' || relation.kind === 'view') {
    yield* columnDependencies(relation.oid, relation.columns);
  }
}

function indexNamed(relation: RelationDescriptor | null | undefined): IndexDescriptor | undefined {
  return relation?.kind === 'index' ? relation : undefined;
}

function* typeDependencies(type: TypeDescriptor): Generator<CatalogRow> {
  yield depend(pg_type, type.oid, 0, pg_namespace, type.schema, 0, 'n');
  yield depend(pg_type, type.oid - 1, 0, pg_type, type.oid, 0, 'i');
  if (type.kind === 'multirange') yield depend(pg_type, type.oid, 0, pg_type, type.range, 0, 'i');
  if (type.kind === 'range') {
    if (type.subtype >= firstUserOid) yield depend(pg_type, type.oid, 0, pg_type, type.subtype, 0, 'n');
    yield* dependOn(pg_type, type.oid, 0, collationReferences(type.collation));
    const cast = castOfRange(type.oid);
    for (const part of [type.oid, type.multirange]) yield depend(pg_cast, cast, 0, pg_type, part, 0, 'i');
  }
  if (type.kind !== 'domain') return;
  if (type.base >= firstUserOid) yield depend(pg_type, type.oid, 0, pg_type, type.base, 0, 'n');
  for (const oid of [type.oid, type.oid - 1]) yield* dependOn(pg_type, oid, 0, collationReferences(type.collation));
  yield* dependOn(pg_type, type.oid, 0, referencesIn(type.defaultExpr));
  for (const constraint of type.constraints) {
    yield depend(pg_constraint, constraint.oid, 0, pg_type, type.oid, 0, 'a');
    yield* dependOn(pg_constraint, constraint.oid, 0, referencesIn(constraint.expression));
  }
}

/** Constructors of range types go with the type they make. */
function* functionDependencies({ catalog }: CatalogView): Generator<CatalogRow> {
  for (const { oid, own, args, variadic } of ownFunctions(catalog)) {
    const { schema, args: types, result } = own!;
    yield depend(pg_proc, oid, 0, pg_namespace, schema, 0, 'n');
    const called = variadic === undefined ? types : types.map((type) => type - 1);
    for (const type of new Set([...called, result])) {
      if (type >= firstUserOid) yield depend(pg_proc, oid, 0, pg_type, type, 0, 'n');
    }
    yield depend(pg_proc, oid, 0, pg_type, result, 0, 'i');
    const type = catalog.ownType(result);
    if (args.length === 1 && variadic === undefined && type?.kind === 'multirange' && types[0] === type.range) {
      yield depend(pg_cast, castOfRange(type.range), 0, pg_proc, oid, 0, 'i');
    }
  }
}

function* otherDependencies({ catalog }: CatalogView): Generator<CatalogRow> {
  for (const { oid, schema } of catalog.ownCollations())
    yield depend(pg_collation, oid, 0, pg_namespace, schema, 0, 'n');
  for (const role of catalog.roles()) {
    for (const { oid, schema } of role.defaultAcls ?? []) {
      if (schema !== 0) yield depend(classOids.pg_default_acl, oid, 0, pg_namespace, schema, 0, 'a');
    }
  }
}

/** The rule that gives a view its rows depends on what the query uses. */
function* ruleDependencies(relation: RelationDescriptor, view: CatalogView): Generator<CatalogRow> {
  const definition = definitionOf(relation);
  if (definition === null) return;
  const rule = ruleOid(relation.oid);
  yield depend(pg_rewrite, rule, 0, pg_class, relation.oid, 0, 'i');
  yield depend(pg_rewrite, rule, 0, pg_class, relation.oid, 0, 'n');
  const relations = new Set(definition.dependsOn);
  const others = referencesIn(definition.query).filter((item) => item.class !== pg_class || !relations.has(item.oid));
  yield* dependOn(pg_rewrite, rule, 0, others);
  for (const key of keysLeanedOn(definition.query, view.catalog)) {
    yield depend(pg_rewrite, rule, 0, pg_constraint, key, 0, 'n');
  }
  for (const oid of definition.dependsOn) {
    if (view.catalog.relation(oid) === undefined) continue;
    const columns = columnsOfTableIn(definition.query, oid);
    if (columns.size === 0) yield depend(pg_rewrite, rule, 0, pg_class, oid, 0, 'n');
    for (const column of columns) yield depend(pg_rewrite, rule, 0, pg_class, oid, column + 1, 'n');
  }
}

function* dependRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    yield* relationDependencies(relation, view);
    yield* ruleDependencies(relation, view);
  }
  for (const type of view.catalog.ownTypes()) yield* typeDependencies(type);
  yield* functionDependencies(view);
  yield* otherDependencies(view);
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
