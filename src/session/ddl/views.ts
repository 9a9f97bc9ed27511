/** CREATE [OR REPLACE] VIEW. */
import {
  type BoundQuery,
  type ColumnDescriptor,
  definitionOf,
  firstUserOid,
  isViewRef,
  mapTree,
  type OutputColumn,
  sequencesIn,
  type ViewDescriptor,
  walkTree,
  withDefinition,
} from '../../catalog/index.ts';
import { renumberQuery, type TreeNumbers } from '../../catalog/tree-map.ts';
import { sqlError } from '../../errors/index.ts';
import type { CreateViewStatement, Expression } from '../../parser/ast/index.ts';
import { collationByKey } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { checkColumnType } from './column-definition.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { requireOwner } from './privileges/authorize.ts';
import { aclForNew } from './privileges/default-privileges.ts';
import {
  checkCreationIn,
  creationSchemaFor,
  nameTaken,
  notA,
  systemCatalogError,
  unlocated,
  unlocatedName,
} from './resolve.ts';
import { checkUpdatable, recursiveQuery, viewOptions } from './view-options.ts';

export function executeCreateView(statement: CreateViewStatement, context: DdlContext): DdlResult {
  const tag = 'CREATE VIEW';
  const options = viewOptions(statement.options, statement.recursive ? null : statement.checkOption);
  if (statement.query.body.kind === 'core' && statement.query.body.into !== null) {
    throw sqlError('feature_not_supported', 'views must not contain SELECT INTO');
  }
  const query = context.analyzer.query(statement.recursive ? recursiveQuery(statement) : statement.query);
  if (query.ctes.some((cte) => 'table' in cte.query)) {
    throw sqlError('feature_not_supported', 'views must not contain data-modifying statements in WITH');
  }
  if (statement.columns.length > query.columns.length) {
    throw sqlError('syntax_error', 'CREATE VIEW specifies more column names than columns');
  }
  const dependsOn = objectsOf(query);
  const temporary = statement.temporary || usesTemporary(dependsOn, context);
  if (temporary && !statement.temporary) {
    const name = statement.name.parts.at(-1)!;
    context.notice({ severity: 'NOTICE', code: '00000', message: `view "${name}" will be a temporary view` });
  }
  const schema = creationSchemaFor(unlocatedName(statement.name), temporary, context);
  const name = statement.name.parts.at(-1)!;
  const columns = query.columns.map((column, i) => viewColumn(column, statement.columns[i] ?? column.name));
  checkColumns(columns, context);
  const { transaction } = context;
  nameTaken(schema.oid, name, true, context);
  const existing = transaction.catalog.relationByName(schema.oid, name);
  if (existing !== undefined) {
    if (!statement.orReplace) throw sqlError('duplicate_table', `relation "${name}" already exists`);
    if (existing.kind === 'catalogRelation') throw systemCatalogError(name);
    if (existing.kind !== 'view') throw notA(name, 'view');
    requireOwner(existing, context);
    context.lock(existing.oid, 'access exclusive');
    checkReplacement(existing, columns, context);
    checkNoCycle(existing, dependsOn);
    const kept = columns.map((column, i) => ({ ...column, ...keptParts(existing.columns[i]) }));
    const { options: _before, ...rest } = existing;
    const replaced = { ...rest, columns: kept, query, dependsOn, ...(options.length > 0 && { options }) };
    checkUpdatable(replaced, (oid) => transaction.catalog.relation(oid));
    transaction.put(replaced);
    renewDependents(replaced, context);
    return { tag };
  }
  checkCreationIn(schema, name);
  const oid = transaction.allocateOid();
  transaction.allocateOid();
  const view: ViewDescriptor = {
    kind: 'view',
    oid,
    name,
    schema: schema.oid,
    owner: context.currentRole,
    acl: aclForNew('table', schema.oid, context),
    comment: null,
    columns,
    query,
    rowType: transaction.allocateOid(),
    dependsOn,
    ...(options.length > 0 && { options }),
  };
  checkUpdatable(view, (oid) => transaction.catalog.relation(oid));
  // Its rule in pg_rewrite: ruleOid() counts on it.
  transaction.allocateOid();
  transaction.put(view);
  return { tag };
}

function derivedCollation(column: OutputColumn, name: string): string | null {
  if (column.collation !== null) return column.collation ?? null;
  throw sqlError('indeterminate_collation', `could not determine which collation to use for view column "${name}"`, {
    hint: 'Use the COLLATE clause to set the collation explicitly.',
  });
}

function viewColumn(column: OutputColumn, name: string): ColumnDescriptor {
  return {
    name,
    type: column.type,
    typmod: column.typmod,
    notNull: false,
    defaultExpr: null,
    identity: null,
    generated: null,
    dropped: false,
    missing: null,
    collation: derivedCollation(column, name),
    comment: null,
  };
}

function keptParts(before: ColumnDescriptor | undefined): Partial<ColumnDescriptor> {
  return before === undefined ? {} : { defaultExpr: before.defaultExpr, comment: before.comment, acl: before.acl };
}

function checkColumns(columns: readonly ColumnDescriptor[], context: DdlContext): void {
  columns.forEach(({ name, type }, i) => {
    if (columns.findIndex((other) => other.name === name) !== i) {
      throw sqlError('duplicate_column', `column "${name}" specified more than once`);
    }
    checkColumnType(name, type, context);
  });
}

/** User relations and functions the query refers to, sequences in constants included. */
export function objectsOf(query: BoundQuery): Oid[] {
  const found = new Set<Oid>();
  walkTree(query, (node) => {
    if (isViewRef(node)) {
      found.add(node.view);
      return false;
    }
    if (node.kind === 'table') found.add(node.table);
    else if (node.kind === 'const') for (const oid of sequencesIn(node)) found.add(oid);
    return true;
  });
  return [...found].filter((oid) => oid >= firstUserOid).sort((a, b) => a - b);
}

export function usesTemporary(oids: readonly Oid[], context: DdlContext): boolean {
  const { catalog } = context.transaction;
  const temporary = catalog.schemaByName(context.temporarySchemaName);
  return temporary !== undefined && oids.some((oid) => catalog.relation(oid)?.schema === temporary.oid);
}

/** A view may gain columns at its end; those it has stay as they are. */
function checkReplacement(view: ViewDescriptor, columns: readonly ColumnDescriptor[], context: DdlContext): void {
  const refuse = (message: string, hint?: string): Error => sqlError('invalid_table_definition', message, { hint });
  if (columns.length < view.columns.length) throw refuse('cannot drop columns from view');
  view.columns.forEach((old, i) => {
    const column = columns[i]!;
    if (column.name !== old.name) {
      throw refuse(
        `cannot change name of view column "${old.name}" to "${column.name}"`,
        'Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.',
      );
    }
    if (column.type === old.type && column.typmod === old.typmod) {
      checkSameCollation(old, column);
      return;
    }
    const from = context.analyzer.typeText(old.type, old.typmod);
    const to = context.analyzer.typeText(column.type, column.typmod);
    throw refuse(`cannot change data type of view column "${old.name}" from ${from} to ${to}`);
  });
}

function checkSameCollation(old: ColumnDescriptor, column: ColumnDescriptor): void {
  const [from, to] = [old, column].map(({ collation }) => collationByKey(collation ?? 'default')?.name);
  if ((old.collation ?? 'default') === (column.collation ?? 'default')) return;
  throw sqlError(
    'invalid_table_definition',
    `cannot change collation of view column "${old.name}" from "${from}" to "${to}"`,
  );
}

function checkNoCycle(view: ViewDescriptor, dependsOn: readonly Oid[]): void {
  if (!dependsOn.includes(view.oid)) return;
  throw sqlError('invalid_object_definition', `infinite recursion detected in rules for relation "${view.name}"`);
}

/** Views over a replaced view have its query inside theirs, and get the new one. */
function renewDependents(view: ViewDescriptor, context: DdlContext): void {
  const { transaction } = context;
  for (const oid of transaction.catalog.dependents(view.oid)) {
    const dependent = transaction.catalog.relation(oid);
    const definition = dependent === undefined ? null : definitionOf(dependent);
    if (dependent === undefined || definition === null) continue;
    const numbers = numbersAbove(definition.query);
    const query = mapTree(definition.query, (node) =>
      isViewRef(node) && node.view === view.oid ? { ...node, query: renumberQuery(view.query, numbers) } : node,
    );
    const renewed = withDefinition(dependent, query)!;
    transaction.put(renewed);
    if (renewed.kind === 'view') renewDependents(renewed, context);
  }
}

/** Numbers of rels, queries and CTEs that the tree does not use. */
function numbersAbove(query: BoundQuery): TreeNumbers {
  let highest = 0;
  walkTree(query, (node) => {
    const { rel, id, cte } = node as { rel?: unknown; id?: unknown; cte?: unknown };
    for (const number of [rel, id, cte]) if (typeof number === 'number') highest = Math.max(highest, number);
  });
  const next = (): number => ++highest;
  return { nextRel: next, nextSelect: next, nextCte: next };
}

/** ALTER VIEW ... ALTER COLUMN ... SET DEFAULT: for INSERT through the view. */
export function setViewDefault(
  view: ViewDescriptor,
  name: string,
  value: Expression | null,
  context: DdlContext,
): void {
  const at = view.columns.findIndex((column) => column.name === name);
  if (at < 0) {
    throw sqlError('undefined_column', `column "${name}" of relation "${view.name}" does not exist`);
  }
  const column = view.columns[at]!;
  const { defaultOid: before, ...rest } = column;
  const changed =
    value === null
      ? { ...rest, defaultExpr: null }
      : {
          ...rest,
          defaultExpr: unlocated(() => context.analyzer.assigned(value, 'default', null, column)),
          defaultOid: before ?? context.transaction.allocateOid(),
        };
  context.transaction.put({ ...view, columns: view.columns.with(at, changed) });
}
