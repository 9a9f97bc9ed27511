/** DROP TABLE | VIEW | INDEX | SEQUENCE | SCHEMA, and the removal of everything that goes with a drop. */
import type {
  IndexDescriptor,
  MultirangeDescriptor,
  RelationDescriptor,
  TableDescriptor,
} from '../../catalog/index.ts';
import { isOwnType, quoteIdentifier, type RelationWord, relationWord } from '../../catalog/index.ts';
import { forgetSystemAcls } from '../../catalog/privileges/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import { castOfRange } from '../../functions/ranges/own-constructors.ts';
import type { DropStatement, QualifiedName } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { collationsToDrop } from './collations.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { collectDrops, type DropNode } from './dependencies.ts';
import { describeColumn, describeRelation, relationText } from './describe.ts';
import { requireDropRight, requireSchemaOwner } from './privileges/authorize.ts';
import { checkNotInUse, findRelation, isSystemSchema, nameText, notA, systemCatalogError } from './resolve.ts';
import { dropFromRows } from './user-types/change-attributes.ts';
import { builtInType, findOwnType, undefinedType } from './user-types/common.ts';

type DroppedWord = Exclude<RelationWord, 'composite type'>;

export function executeDrop(statement: DropStatement, context: DdlContext): DdlResult {
  const tag = `DROP ${statement.object.toUpperCase()}`;
  switch (statement.object) {
    case 'schema':
      dropSchemas(statement, context);
      return { tag };
    case 'table':
    case 'view':
    case 'index':
    case 'sequence':
    case 'materialized view':
      dropRelations(statement, statement.object, context);
      return { tag };
    case 'type':
    case 'domain':
      dropTypes(statement, statement.object, context);
      return { tag };
    case 'collation': {
      const nodes = collationsToDrop(statement, context).map((oid): DropNode => ({ kind: 'collation', oid }));
      dropNodes(nodes, statement.cascade, context);
      return { tag };
    }
    default:
      throw unsupported(tag, statement.location);
  }
}

// ---- schemas ----

function dropSchemas(statement: DropStatement, context: DdlContext): void {
  const nodes: DropNode[] = [];
  for (const name of statement.names) {
    const text = name.parts[name.parts.length - 1]!;
    const schema = context.transaction.catalog.schemaByName(text);
    if (schema === undefined) {
      if (!statement.ifExists) throw sqlError('invalid_schema_name', `schema "${text}" does not exist`);
      skipping(`schema "${text}" does not exist, skipping`, context);
      continue;
    }
    if (isSystemSchema(schema.oid)) {
      throw sqlError(
        'dependent_objects_still_exist',
        `cannot drop schema ${schema.name} because it is required by the database system`,
      );
    }
    requireSchemaOwner(schema, context);
    context.lock(schema.oid, 'access exclusive');
    nodes.push({ kind: 'schema', oid: schema.oid });
  }
  dropNodes(nodes, statement.cascade, context);
}

function skipping(message: string, context: DdlContext): void {
  context.notice({ severity: 'NOTICE', code: '00000', message });
}

// ---- relations ----

function dropRelations(statement: DropStatement, word: DroppedWord, context: DdlContext): void {
  if (statement.concurrently && statement.names.length > 1) {
    throw sqlError('feature_not_supported', 'DROP INDEX CONCURRENTLY does not support dropping multiple objects');
  }
  if (statement.concurrently && statement.cascade) {
    throw sqlError('feature_not_supported', 'DROP INDEX CONCURRENTLY does not support CASCADE');
  }
  const nodes: DropNode[] = [];
  for (const name of statement.names) {
    const relation = findRelation(name, context);
    if (relation === undefined) {
      missing(name, word, statement.ifExists, context);
      continue;
    }
    checkKind(relation, word);
    requireDropRight(relation, context);
    lockForDrop(relation, context);
    if (relation.kind === 'index') checkIndexAlone(relation, context);
    if (relation.kind === 'sequence' && relation.ownedBy?.identity) {
      const column = describeColumn(
        context,
        context.transaction.catalog.table(relation.ownedBy.table)!,
        relation.ownedBy.column,
      );
      throw requiredBy(describeRelation(context, relation), column);
    }
    if (!nodes.some((node) => node.oid === relation.oid)) nodes.push({ kind: 'relation', oid: relation.oid });
  }
  dropNodes(nodes, statement.cascade, context);
}

function missing(name: QualifiedName, word: DroppedWord, ifExists: boolean, context: DdlContext): void {
  const short = name.parts[name.parts.length - 1]!;
  const schema = name.parts.length > 1 ? name.parts[name.parts.length - 2]! : null;
  if (schema !== null && schema !== 'pg_temp' && context.transaction.catalog.schemaByName(schema) === undefined) {
    if (!ifExists) throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
    skipping(`schema "${schema}" does not exist, skipping`, context);
    return;
  }
  if (ifExists) {
    skipping(`${word} "${short}" does not exist, skipping`, context);
    return;
  }
  const condition = word === 'index' ? 'undefined_object' : 'undefined_table';
  throw sqlError(condition, `${word} "${short}" does not exist`);
}

function checkKind(relation: RelationDescriptor, word: DroppedWord): void {
  const found = relationWord(relation);
  const kind = found === 'composite type' ? 'type' : found;
  if (kind !== word) {
    const article = kind === 'index' ? 'an' : 'a';
    throw notA(relation.name, word, `Use DROP ${kind.toUpperCase()} to remove ${article} ${kind}.`);
  }
  if (relation.kind === 'catalogRelation') throw systemCatalogError(relation.name);
}

function lockForDrop(relation: RelationDescriptor, context: DdlContext): void {
  if (relation.kind === 'index') context.lock(relation.table, 'access exclusive');
  context.lock(relation.oid, 'access exclusive');
}

function checkIndexAlone(index: IndexDescriptor, context: DdlContext): void {
  if (index.constraint === null) return;
  const table = context.transaction.catalog.table(index.table)!;
  const constraint = table.constraints.find((c) => c.oid === index.constraint)!;
  throw requiredBy(
    describeRelation(context, index),
    `constraint ${quoteIdentifier(constraint.name)} on ${describeRelation(context, table)}`,
  );
}

function requiredBy(object: string, owner: string): Error {
  return sqlError('dependent_objects_still_exist', `cannot drop ${object} because ${owner} requires it`, {
    hint: `You can drop ${owner} instead.`,
  });
}

// ---- types ----

function dropTypes(statement: DropStatement, word: 'type' | 'domain', context: DdlContext): void {
  const nodes: DropNode[] = [];
  const multiranges: MultirangeDescriptor[] = [];
  for (const name of statement.names) {
    const type = findOwnType(name, context);
    if (type === undefined) {
      missingType(name, statement.ifExists, context);
      continue;
    }
    if (word === 'domain' && type.kind !== 'domain') {
      throw sqlError('wrong_object_type', `"${nameText(name)}" is not a domain`);
    }
    if (!isOwnType(type) && type.kind !== 'composite') {
      throw requiredBy(`type ${relationText(context, type)}`, describeRelation(context, type));
    }
    requireDropRight(type, context);
    context.lock(type.oid, 'access exclusive');
    if (type.kind === 'multirange') multiranges.push(type);
    if (nodes.some((node) => node.oid === type.oid)) continue;
    nodes.push({ kind: type.kind === 'composite' ? 'relation' : 'type', oid: type.oid });
  }
  for (const { oid, range } of multiranges) {
    if (nodes.some((node) => node.oid === range)) continue;
    const text = (type: Oid): string => `type ${context.analyzer.typeText(type, -1)}`;
    throw requiredBy(text(oid), text(range));
  }
  dropNodes(nodes, statement.cascade, context);
}

function missingType(name: QualifiedName, ifExists: boolean, context: DdlContext): void {
  const schema = name.parts.length > 1 ? name.parts[name.parts.length - 2]! : null;
  const noSchema = schema !== null && context.transaction.catalog.schemaByName(schema) === undefined;
  const builtIn = builtInType(name);
  if (builtIn !== null) {
    const text = context.analyzer.typeText(builtIn, -1);
    throw sqlError(
      'dependent_objects_still_exist',
      `cannot drop type ${text} because it is required by the database system`,
    );
  }
  if (!ifExists) throw undefinedType(name, context);
  skipping(
    noSchema ? `schema "${schema}" does not exist, skipping` : `type "${nameText(name)}" does not exist, skipping`,
    context,
  );
}

// ---- removal ----

/** Drops the objects with everything that depends on them; see collectDrops. */
export function dropNodes(nodes: readonly DropNode[], cascade: boolean, context: DdlContext): void {
  const targets = collectDrops(nodes, cascade, context);
  for (const target of targets) lockTarget(target, context);
  for (const target of targets) removeNode(target, context);
}

/** Other relations that a cascade changes are locked before anything is changed. */
function lockTarget(node: DropNode, context: DdlContext): void {
  const relation = context.transaction.catalog.relation(node.oid);
  if (relation === undefined) return;
  if (relation.kind === 'index') context.lock(relation.table, 'access exclusive');
  context.lock(node.oid, 'access exclusive');
  if (relation.kind !== 'table') return;
  for (const constraint of relation.constraints) {
    if (constraint.kind !== 'foreignKey') continue;
    if (node.kind === 'relation' || (node.kind === 'constraint' && node.constraint === constraint.oid)) {
      context.lock(constraint.referencedTable, 'access exclusive');
    }
  }
}

function removeNode(node: DropNode, context: DdlContext): void {
  switch (node.kind) {
    case 'schema':
      context.transaction.remove(node.oid);
      forgetDefaults(node.oid, context);
      return;
    case 'type':
      removeComments(castOfRange(node.oid), context);
      context.transaction.remove(node.oid);
      return;
    case 'collation':
      context.transaction.remove(node.oid);
      return;
    case 'function':
      // A constructor, which goes with its type.
      removeComments(node.oid, context);
      return;
    case 'relation':
      removeRelation(node.oid, context);
      return;
    case 'domainConstraint': {
      const domain = context.transaction.catalog.domainOfConstraint(node.constraint);
      if (domain === undefined) return;
      const constraints = domain.constraints.filter((constraint) => constraint.oid !== node.constraint);
      context.transaction.put({ ...domain, constraints });
      return;
    }
    case 'constraint':
      removeConstraint(node.oid, node.constraint, context);
      return;
    case 'default':
      removeDefault(node.oid, node.column, context);
      return;
    case 'column':
      removeColumn(node.oid, node.column, context);
      return;
  }
}

/** Default privileges for what would be made in the schema. */
function forgetDefaults(schema: Oid, { transaction }: DdlContext): void {
  for (const role of transaction.catalog.roles()) {
    const rest = role.defaultAcls?.filter((item) => item.schema !== schema);
    if (rest !== undefined && rest.length < role.defaultAcls!.length) transaction.put({ ...role, defaultAcls: rest });
  }
}

/** Comments on what has no descriptor of its own. */
function removeComments(object: Oid, context: DdlContext): void {
  for (const { oid } of context.transaction.catalog.commentsOn(object)) context.transaction.remove(oid);
}

/** Also drops what is left of it: descriptors that point at it and its stored part. */
export function removeRelation(oid: Oid, context: DdlContext): void {
  const { transaction } = context;
  const relation = transaction.catalog.relation(oid);
  if (relation === undefined || relation.kind === 'catalogRelation') return;
  if (relation.kind === 'table') checkNotInUse(relation, 'DROP TABLE', context);
  transaction.remove(oid);
  forgetSystemAcls(transaction, 'rowType' in relation ? [oid, relation.rowType] : [oid]);
  if (relation.kind === 'view' || relation.kind === 'composite') return;
  if (relation.kind === 'index') {
    const table = transaction.catalog.table(relation.table);
    if (table === undefined) return;
    context.storage.dropIndex(relation, table);
    transaction.put({ ...table, indexes: table.indexes.filter((index) => index !== oid) });
    return;
  }
  context.storage.release(relation);
  if (relation.kind === 'table') {
    for (const constraint of relation.constraints) {
      if (constraint.kind === 'foreignKey') forgetReference(oid, constraint.referencedTable, context);
    }
  }
}

export function removeConstraint(oid: Oid, constraintOid: Oid, context: DdlContext): void {
  const { transaction } = context;
  const table = transaction.catalog.table(oid);
  const constraint = table?.constraints.find((c) => c.oid === constraintOid);
  if (table === undefined || constraint === undefined) return;
  transaction.put({ ...table, constraints: table.constraints.filter((c) => c.oid !== constraintOid) });
  if (constraint.kind === 'foreignKey') forgetReference(oid, constraint.referencedTable, context);
}

/** Takes `referencing` off the referenced table's list once no foreign key leads there. */
function forgetReference(referencing: Oid, referenced: Oid, context: DdlContext): void {
  const { transaction } = context;
  const table = transaction.catalog.table(referenced);
  if (table === undefined) return;
  const still = transaction.catalog
    .table(referencing)
    ?.constraints.some((c) => c.kind === 'foreignKey' && c.referencedTable === referenced);
  if (still) return;
  transaction.put({ ...table, referencedBy: table.referencedBy.filter((other) => other !== referencing) });
}

function replaceColumn(
  table: TableDescriptor,
  at: number,
  change: (column: TableDescriptor['columns'][number]) => TableDescriptor['columns'][number],
): TableDescriptor {
  return { ...table, columns: table.columns.map((column, i) => (i === at ? change(column) : column)) };
}

export function removeDefault(oid: Oid, at: number, context: DdlContext): void {
  const table = context.transaction.catalog.table(oid);
  if (table === undefined || table.columns[at]!.defaultExpr === null) return;
  const changed = replaceColumn(table, at, ({ defaultOid: _, ...column }) => ({ ...column, defaultExpr: null }));
  context.transaction.put(changed);
}

/** A dropped column keeps its place, under a name nobody can write. */
function removeColumn(oid: Oid, at: number, context: DdlContext): void {
  const relation = context.transaction.catalog.relation(oid);
  if (relation?.kind === 'composite') {
    const name = `........pg.dropped.${at + 1}........`;
    const column = { ...relation.columns[at]!, name, dropped: true, comment: null, acl: undefined };
    const changed = { ...relation, columns: relation.columns.with(at, column) };
    dropFromRows(relation, at, () => context.transaction.put(changed), context);
    return;
  }
  const table = context.transaction.catalog.table(oid);
  if (table === undefined) return;
  const changed = replaceColumn(table, at, ({ defaultOid: _, ...column }) => ({
    ...column,
    name: `........pg.dropped.${at + 1}........`,
    dropped: true,
    notNull: false,
    defaultExpr: null,
    identity: null,
    generated: null,
    comment: null,
    acl: undefined,
  }));
  const apply = (): void => {
    context.transaction.put(changed);
    context.storage.dropColumn(changed, at);
  };
  // Rows of the table that are values of columns, or constants of views and defaults, lose the column too.
  if (context.transaction.catalog.typeDependents(table.rowType).length > 0) dropFromRows(table, at, apply, context);
  else apply();
}
