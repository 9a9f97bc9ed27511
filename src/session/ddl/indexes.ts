/** CREATE INDEX, and what constraints share with it. */

import { resolveCollation } from '../../analyzer/index.ts';
import { type IndexColumn, type IndexDescriptor, indexKeyText, type TableDescriptor } from '../../catalog/index.ts';
import { classAccepts, operatorClassNamed } from '../../catalog/pg_catalog/operator-classes.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CreateIndexStatement, Expression, IndexElement } from '../../parser/ast/index.ts';
import { collationVersion, orderingCollation } from '../../types/collation/index.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { chooseRelationName, columnsPart } from './names.ts';
import { requireOwner } from './privileges/authorize.ts';
import {
  checkNotInUse,
  columnPosition,
  nameText,
  relationExists,
  requireRelation,
  systemCatalogError,
  systemColumns,
} from './resolve.ts';
import { storageOptions } from './storage-options.ts';

const otherMethods = new Set(['gin', 'gist', 'spgist', 'brin']);

export function executeCreateIndex(statement: CreateIndexStatement, context: DdlContext): DdlResult {
  const tag = 'CREATE INDEX';
  const table = indexableTable(statement, context);
  // Stronger than PostgreSQL's SHARE: two indexes made at once would both rewrite the table's descriptor.
  context.lock(table.oid, 'share row exclusive');
  checkNotInUse(table, 'CREATE INDEX', context);
  const method = accessMethod(statement);
  const keys = statement.elements.map((element) => indexKey(element, table, method, context));
  if (method === 'hash') checkHash(statement, keys);
  const include = statement.include.map((name) => includedColumn(name, table));
  const predicate = statement.where === null ? null : predicateOf(statement.where, table, context);
  const { catalog } = context.transaction;
  const name = statement.name ?? indexName(table, statement, catalog);
  if (relationExists(table.schema, name, statement.ifNotExists, context, false)) return { tag };
  const options = storageOptions(statement.options, 'index');
  installIndex(
    {
      kind: 'index',
      oid: context.transaction.allocateOid(),
      name,
      schema: table.schema,
      owner: table.owner,
      comment: null,
      table: table.oid,
      method,
      unique: statement.unique,
      nullsNotDistinct: statement.nullsNotDistinct,
      primary: false,
      keys,
      include,
      predicate,
      constraint: null,
      ...(options.length > 0 ? { options } : {}),
    },
    context,
  );
  return { tag };
}

function indexableTable(statement: CreateIndexStatement, context: DdlContext): TableDescriptor {
  const relation = requireRelation(statement.table, context);
  requireOwner(relation, context);
  if (relation.kind === 'table') return relation;
  if (relation.kind === 'composite') throw isComposite(relation.name);
  if (relation.kind === 'catalogRelation' && relation.relkind === 'r') throw systemCatalogError(relation.name);
  const plural = relation.kind === 'catalogRelation' ? 'views' : pluralKinds[relation.kind];
  throw sqlError('wrong_object_type', `cannot create index on relation "${relation.name}"`, {
    detail: `This operation is not supported for ${plural}.`,
  });
}
const pluralKinds = {
  index: 'indexes',
  view: 'views',
  sequence: 'sequences',
} as const;

function isComposite(name: string): Error {
  return sqlError('wrong_object_type', `"${name}" is a composite type`);
}

function accessMethod(statement: CreateIndexStatement): 'btree' | 'hash' {
  const { method, location } = statement;
  if (method === 'btree' || method === 'hash') return method;
  if (otherMethods.has(method)) throw unsupported(`access method "${method}"`, location);
  throw sqlError('undefined_object', `access method "${method}" does not exist`);
}

function checkHash(statement: CreateIndexStatement, keys: readonly IndexColumn[]): void {
  const refuse = (what: string): Error =>
    sqlError('feature_not_supported', `access method "hash" does not support ${what}`);
  if (statement.unique) throw refuse('unique indexes');
  if (statement.include.length > 0) throw refuse('included columns');
  if (keys.length > 1) throw refuse('multicolumn indexes');
  for (const element of statement.elements) {
    if (element.direction === 'desc' || element.direction === 'asc') throw refuse('ASC/DESC options');
    if (element.nulls !== 'default') throw refuse('NULLS FIRST/LAST options');
  }
}

export function defaultNullsFirst(direction: 'asc' | 'desc' | 'default'): boolean {
  return direction === 'desc';
}

/** `((a COLLATE "x"))` is `(a COLLATE "x")`. */
function withoutCollate(element: IndexElement, table: TableDescriptor, context: DdlContext): IndexElement {
  if (element.value.kind !== 'collate') return element;
  // What is wrong with it is said of the whole.
  context.analyzer.expression(element.value, 'indexExpression', table);
  const { arg, collation } = element.value;
  return withoutCollate({ ...element, value: arg, collation: element.collation ?? collation }, table, context);
}

function indexKey(
  written: IndexElement,
  table: TableDescriptor,
  method: 'btree' | 'hash',
  context: DdlContext,
): IndexColumn {
  const element = withoutCollate(written, table, context);
  const descending = element.direction === 'desc';
  const nullsFirst = element.nulls === 'default' ? defaultNullsFirst(element.direction) : element.nulls === 'first';
  const plain = plainColumn(element.value, table);
  if (plain !== null) {
    const { type } = table.columns[plain]!;
    checkKeyOptions(element, type, method, context);
    const { collation } = table.columns[plain]!;
    return {
      column: plain,
      expression: null,
      type,
      descending,
      nullsFirst,
      ...keyOrder(element, type, collation, context),
      ...shownOptions(element, method, collation, context),
    };
  }
  const expression = context.analyzer.expression(element.value, 'indexExpression', table);
  if (context.analyzer.volatility(expression) !== 'immutable') {
    throw sqlError('invalid_object_definition', 'functions in index expression must be marked IMMUTABLE');
  }
  checkKeyOptions(element, expression.type, method, context);
  const { type } = expression;
  const collation = context.analyzer.collationOf(expression, table);
  if (collation === null && element.collation === null && context.analyzer.isCollatable(type)) {
    throw sqlError('indeterminate_collation', 'could not determine which collation to use for index expression', {
      hint: 'Use the COLLATE clause to set the collation explicitly.',
    });
  }
  return {
    column: null,
    expression,
    name: elementName(element.value),
    type,
    descending,
    nullsFirst,
    ...keyOrder(element, type, collation, context),
    ...shownOptions(element, method, collation, context),
  };
}

/** The order of the key, where it is not that of bytes; pattern classes order by bytes whatever the collation. */
function keyOrder(element: IndexElement, type: Oid, own: string | null, context: DdlContext): KeyOrder {
  if (element.opclass?.parts.at(-1)?.endsWith('_pattern_ops')) return {};
  return orderOf(type, writtenCollation(element, context) ?? own, context);
}

/** The key of the collation in an index column's COLLATE; null: there is none. */
function writtenCollation({ collation }: IndexElement, context: DdlContext): string | null {
  if (collation === null) return null;
  return resolveCollation(collation.parts, -1, context.transaction.catalog, context.searchPath()).key;
}

type KeyOrder = Pick<IndexColumn, 'order' | 'orderVersion'>;

/** The order of a key of this type under a collation: what IndexColumn says of it. */
export function orderOf(type: Oid, collation: string | null, context: DdlContext): KeyOrder {
  const ordering = orderingCollation(collation);
  if (ordering === null || !context.analyzer.isCollatable(type)) return {};
  if (!context.analyzer.isText(type)) {
    throw unsupported(`an index on type ${context.analyzer.typeText(type, -1)} under an ICU collation`);
  }
  return { order: ordering.key, orderVersion: collationVersion };
}

/** What pg_get_indexdef repeats: a collation, and an operator class that is not the default one. */
function shownOptions(
  element: IndexElement,
  method: 'btree' | 'hash',
  own: string | null,
  context: DdlContext,
): { collation?: string; operatorClass?: string } {
  const collation = writtenCollation(element, context);
  const written = element.opclass?.parts.at(-1);
  const isDefault = written === undefined || operatorClassNamed(written, method)?.isDefault === true;
  return {
    ...(collation === null || collation === (own ?? 'default') ? {} : { collation }),
    ...(isDefault ? {} : { operatorClass: written }),
  };
}

function plainColumn(value: Expression, table: TableDescriptor): number | null {
  if (value.kind !== 'columnRef' || value.parts.length !== 1) return null;
  const name = value.parts[0]!;
  const column = columnPosition(table, name);
  if (column >= 0) return column;
  if (systemColumns.has(name)) {
    throw sqlError('feature_not_supported', 'index creation on system columns is not supported');
  }
  throw sqlError('undefined_column', `column "${name}" does not exist`);
}

function checkKeyOptions(element: IndexElement, type: Oid, method: 'btree' | 'hash', context: DdlContext): void {
  if (element.collation !== null) {
    writtenCollation(element, context);
    if (!context.analyzer.isCollatable(type)) {
      throw sqlError(
        'datatype_mismatch',
        `collations are not supported by type ${context.analyzer.typeText(type, -1)}`,
      );
    }
  }
  checkOperatorClass(element, type, method, context);
  requireOrder(type, method, context);
}

/** Classes with an order of their own, which no index here has. */
const otherOrders = new Set(['record_image_ops']);

function checkOperatorClass(element: IndexElement, type: Oid, method: 'btree' | 'hash', context: DdlContext): void {
  const { opclass } = element;
  if (opclass === null) return;
  const name = nameText(opclass);
  const found = operatorClassNamed(opclass.parts.at(-1)!, method);
  if (found === undefined) {
    throw sqlError('undefined_object', `operator class "${name}" does not exist for access method "${method}"`);
  }
  if (!classAccepts(found, type)) {
    const typeText = context.analyzer.typeText(type, -1);
    throw sqlError('datatype_mismatch', `operator class "${name}" does not accept data type ${typeText}`);
  }
  if (otherOrders.has(found.name)) throw unsupported(`operator class ${found.name}`, opclass.location);
}

export function requireOrder(type: Oid, method: 'btree' | 'hash', context: DdlContext): void {
  const { analyzer } = context;
  if (method === 'btree' ? analyzer.hasOrder(type) : analyzer.hasHash(type)) return;
  throw sqlError(
    'undefined_object',
    `data type ${analyzer.typeText(type, -1)} has no default operator class for access method "${method}"`,
    { hint: 'You must specify an operator class for the index or define a default operator class for the data type.' },
  );
}

function includedColumn(name: string, table: TableDescriptor): number {
  const column = columnPosition(table, name);
  if (column < 0) throw sqlError('undefined_column', `column "${name}" does not exist`);
  return column;
}

function predicateOf(where: Expression, table: TableDescriptor, context: DdlContext): IndexDescriptor['predicate'] {
  const predicate = context.analyzer.condition(where, 'indexPredicate', table);
  if (context.analyzer.volatility(predicate) !== 'immutable') {
    throw sqlError('invalid_object_definition', 'functions in index predicate must be marked IMMUTABLE');
  }
  return predicate;
}

// ---- the name ----

function indexName(
  table: TableDescriptor,
  statement: CreateIndexStatement,
  catalog: DdlContext['transaction']['catalog'],
): string {
  const used: string[] = [];
  for (const element of statement.elements) used.push(numbered(elementName(element.value), used));
  for (const column of statement.include) used.push(numbered(column, used));
  return chooseRelationName(catalog, table.schema, table.name, columnsPart(used), 'idx', false);
}

/** Column names of an index differ: the second `expr` is `expr1`. */
export function numbered(name: string, used: readonly string[]): string {
  let candidate = name;
  for (let i = 1; used.includes(candidate); i++) candidate = `${name}${i}`;
  return candidate;
}

/** What a column of the index would be called: the column, the function, or `expr`. */
function elementName(value: Expression): string {
  switch (value.kind) {
    case 'columnRef':
      return value.parts[value.parts.length - 1]!;
    case 'function':
      return value.name.parts[value.name.parts.length - 1]!;
    case 'special':
      return value.name;
    case 'cast': {
      const inner = elementName(value.arg);
      return inner === 'expr' ? value.type.name.parts[value.type.name.parts.length - 1]! : inner;
    }
    case 'collate':
      return elementName(value.arg);
    case 'case':
      return value.otherwise === null || elementName(value.otherwise) === 'expr'
        ? 'case'
        : elementName(value.otherwise);
    case 'row':
      return 'row';
    case 'array':
      return 'array';
    case 'atTimeZone':
      return 'timezone';
    case 'field':
      return value.field;
    default:
      return 'expr';
  }
}

// ---- building ----

/** Puts the index into the catalog and fills it; 23505 when rows of the table stand against a unique one. */
export function installIndex(index: IndexDescriptor, context: DdlContext): void {
  const { transaction } = context;
  transaction.put(index);
  const before = transaction.catalog.table(index.table)!;
  const table = { ...before, indexes: [...before.indexes, index.oid] };
  transaction.put(table);
  buildIndex(index, table, context);
}

export function buildIndex(index: IndexDescriptor, table: TableDescriptor, context: DdlContext): void {
  const duplicate = context.storage.createIndex(index, table);
  if (duplicate === null) return;
  throw sqlError('unique_violation', `could not create unique index "${index.name}"`, {
    detail: `Key (${keyText(index, table, context)})=(${valuesText(index, duplicate, context)}) is duplicated.`,
    schema: context.transaction.catalog.schema(table.schema)!.name,
    table: table.name,
    constraint: index.name,
  });
}

function keyText(index: IndexDescriptor, table: TableDescriptor, context: DdlContext): string {
  return index.keys.map((key) => indexKeyText(key, table, context.analyzer.deparse)).join(', ');
}

function valuesText(index: IndexDescriptor, values: readonly Datum[], context: DdlContext): string {
  return values
    .map((value, i) => (value === null ? 'null' : context.analyzer.valueText(value, index.keys[i]!.type)))
    .join(', ');
}
