/** CREATE TABLE, and the table part of CREATE TABLE AS and SELECT INTO. */
import type {
  BoundQuery,
  ColumnDescriptor,
  OutputColumn,
  SchemaDescriptor,
  TableDescriptor,
} from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type {
  ColumnDefinition,
  CreateTableAsStatement,
  CreateTableStatement,
  QualifiedName,
  TableConstraint,
} from '../../parser/ast/index.ts';
import {
  type ColumnDraft,
  checkColumns,
  checkColumnType,
  checkSystemColumnName,
  draftColumn,
} from './column-definition.ts';
import { setColumnExpressions } from './column-expressions.ts';
import { addColumnSequences } from './column-sequences.ts';
import { addConstraints } from './constraints.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { lockReferenced } from './foreign-keys.ts';
import { expandLike, type LikeCopy } from './like-clause.ts';
import { materializedPart } from './materialized-views.ts';
import { requireTypeUsage } from './privileges/authorize.ts';
import { aclForNew } from './privileges/default-privileges.ts';
import { checkCreationIn, creationSchemaFor, relationExists, unlocatedName } from './resolve.ts';
import { storageOptions } from './storage-options.ts';
import { checkRowTypeName } from './user-types/common.ts';

export function executeCreateTable(statement: CreateTableStatement, context: DdlContext): DdlResult {
  const tag = 'CREATE TABLE';
  if (statement.inherits.length > 0) throw unsupported('INHERITS', statement.inherits[0]!.location);
  if (statement.partitionBy !== null) throw unsupported('PARTITION BY', statement.partitionBy.location);
  const target = targetOf(statement.name, statement.persistence, statement.onCommit, context);
  if (relationExistsBeforehand(statement.ifNotExists, target, context)) return { tag };

  const drafts: ColumnDraft[] = [];
  const constraints: TableConstraint[] = [];
  const copies: LikeCopy[] = [];
  const types: ColumnDefinition['type'][] = [];
  for (const element of statement.elements) {
    switch (element.kind) {
      case 'columnDefinition': {
        const draft = draftColumn(element, target.name, context);
        types[drafts.length] = element.type;
        drafts.push(draft);
        constraints.push(...draft.constraints);
        break;
      }
      case 'tableConstraint':
        constraints.push(element);
        break;
      case 'like': {
        const copy = expandLike(element, drafts.length, context);
        copies.push(copy);
        drafts.push(...copy.drafts);
        break;
      }
    }
  }
  const options = storageOptions(statement.options, 'table');
  checkColumns(drafts, types, context);
  relationExists(target.schema.oid, target.name, false, context);
  checkCreationIn(target.schema, target.name);

  lockReferenced(constraints, context);
  const columns = withPrimaryKeyNotNull(drafts, constraints);
  const table = putTable(target, columns, statement.onCommit, options, context);
  addColumnSequences(table.oid, drafts, context);
  setColumnExpressions(table.oid, drafts, 0, context);
  for (const copy of copies) copy.apply(table.oid);
  addConstraints(table.oid, constraints, false, context);
  return { tag };
}

interface Target {
  readonly name: string;
  readonly schema: SchemaDescriptor;
  readonly persistence: TableDescriptor['persistence'];
}

function targetOf(
  written: QualifiedName,
  persistence: TableDescriptor['persistence'],
  onCommit: TableDescriptor['onCommit'] | null,
  context: DdlContext,
): Target {
  const schema = creationSchemaFor(written, persistence === 'temporary', context);
  const temporary = schema.name === context.temporarySchemaName;
  if (onCommit !== null && !temporary) {
    throw sqlError('invalid_table_definition', 'ON COMMIT can only be used on temporary tables');
  }
  if (temporary && persistence === 'unlogged') {
    throw sqlError('invalid_table_definition', 'only temporary relations may be created in temporary schemas', {
      location: written.location,
    });
  }
  if (onCommit !== null && onCommit !== 'preserve' && context.appliesOnCommit !== true) {
    throw unsupported(`ON COMMIT ${onCommit === 'drop' ? 'DROP' : 'DELETE ROWS'}`);
  }
  const name = written.parts[written.parts.length - 1]!;
  return { name, schema, persistence: temporary ? 'temporary' : persistence };
}

/** IF NOT EXISTS is answered before anything else of the statement is looked at; without it other errors come first. */
function relationExistsBeforehand(ifNotExists: boolean, target: Target, context: DdlContext): boolean {
  return ifNotExists && relationExists(target.schema.oid, target.name, true, context);
}

function withPrimaryKeyNotNull(
  drafts: readonly ColumnDraft[],
  constraints: readonly TableConstraint[],
): readonly ColumnDescriptor[] {
  const keyed = new Set<string>();
  for (const { constraint } of constraints) {
    if (constraint.kind === 'primaryKey') for (const name of constraint.columns) keyed.add(name);
  }
  return drafts.map(({ column }) => (keyed.has(column.name) ? { ...column, notNull: true } : column));
}

function putTable(
  target: Target,
  columns: readonly ColumnDescriptor[],
  onCommit: TableDescriptor['onCommit'] | null,
  options: readonly string[],
  context: DdlContext,
  materialized?: TableDescriptor['materialized'],
): TableDescriptor {
  const { transaction } = context;
  checkRowTypeName(target.schema.oid, target.name, context);
  const oid = transaction.allocateOid();
  // The array type over the row type comes between the two, as in PostgreSQL: arrayOfRowType() counts on it.
  transaction.allocateOid();
  const table: TableDescriptor = {
    kind: 'table',
    oid,
    name: target.name,
    schema: target.schema.oid,
    owner: context.currentRole,
    acl: aclForNew('table', target.schema.oid, context),
    comment: null,
    persistence: target.persistence,
    columns,
    constraints: [],
    indexes: [],
    referencedBy: [],
    rowType: transaction.allocateOid(),
    onCommit: onCommit ?? 'preserve',
    ...(options.length > 0 ? { options } : {}),
    ...(materialized === undefined ? {} : { materialized }),
  };
  // A materialized view has a rule in pg_rewrite: ruleOid() counts on its place.
  if (materialized !== undefined) transaction.allocateOid();
  transaction.put(table);
  context.storage.createTable(table);
  return table;
}

// ---- CREATE TABLE AS ----

/** The collation of a column made of a query's; null: that of its type. */
export function derivedColumnCollation(column: OutputColumn, name: string, context: DdlContext): string | null {
  if (column.collation !== null) return column.collation ?? null;
  const type = context.analyzer.typeText(column.type, -1);
  throw sqlError(
    'indeterminate_collation',
    `no collation was derived for column "${name}" with collatable type ${type}`,
    {
      hint: 'Use the COLLATE clause to set the collation explicitly.',
    },
  );
}

/**
 * Makes the table for the rows of a query; null when IF NOT EXISTS found one. The session then runs the query into it (WITH NO DATA:
 * not at all) and reports `SELECT n`.
 */
export function createTableForQuery(
  statement: Pick<
    CreateTableAsStatement,
    | 'name'
    | 'columns'
    | 'persistence'
    | 'options'
    | 'ifNotExists'
    | 'onCommit'
    | 'materialized'
    | 'withData'
    | 'location'
  >,
  query: BoundQuery,
  context: DdlContext,
): TableDescriptor | null {
  if (statement.materialized && statement.persistence === 'unlogged') {
    throw sqlError('feature_not_supported', 'materialized views cannot be unlogged');
  }
  const output = query.columns;
  const materialized = statement.materialized ? materializedPart(query, statement.withData, context) : undefined;
  const target = targetOf(unlocatedName(statement.name), statement.persistence, statement.onCommit, context);
  if (relationExists(target.schema.oid, target.name, statement.ifNotExists, context)) {
    return null;
  }
  checkCreationIn(target.schema, target.name);
  if (statement.columns.length > output.length) {
    throw sqlError('syntax_error', 'too many column names were specified');
  }
  const options = storageOptions(statement.options, 'table');
  const columns = output.map((column, i): ColumnDescriptor => {
    const name = statement.columns[i] ?? column.name;
    requireTypeUsage(column.type, context);
    return {
      ...plainColumn,
      name,
      type: column.type,
      typmod: column.typmod,
      collation: derivedColumnCollation(column, name, context),
    };
  });
  columns.forEach(({ name, type }, i) => {
    if (columns.findIndex((other) => other.name === name) !== i) {
      throw sqlError('duplicate_column', `column "${name}" specified more than once`);
    }
    checkSystemColumnName(name);
    checkColumnType(name, type, context);
  });
  return putTable(target, columns, statement.onCommit, options, context, materialized);
}

const plainColumn: Omit<ColumnDescriptor, 'name' | 'type' | 'typmod'> = {
  notNull: false,
  defaultExpr: null,
  identity: null,
  generated: null,
  dropped: false,
  missing: null,
  collation: null,
  comment: null,
};
