/** CREATE SCHEMA, and what ALTER SCHEMA shares with it. */
import type { SchemaDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { CreateSchemaStatement, DefinitionStatement, QualifiedName } from '../../parser/ast/index.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { requireCreateInDatabase, requireNewOwner } from './privileges/authorize.ts';
import { aclForNew } from './privileges/default-privileges.ts';
import { ownedBy } from './privileges/owner.ts';
import { duplicateName, requireRole } from './resolve.ts';

export function checkSchemaName(name: string): void {
  if (!name.startsWith('pg_')) return;
  throw sqlError('reserved_name', `unacceptable schema name "${name}"`, {
    detail: 'The prefix "pg_" is reserved for system schemas.',
  });
}

export function schemaOwnedByName(schema: SchemaDescriptor, owner: string, context: DdlContext): void {
  const role = requireRole(owner, context);
  if (role === schema.owner) return;
  requireNewOwner(role, null, context);
  requireCreateInDatabase(context);
  context.transaction.put(ownedBy(schema, role));
}

/** `execute` runs the statements inside: CREATE SCHEMA s CREATE TABLE t ... */
export function executeCreateSchema(
  statement: CreateSchemaStatement,
  context: DdlContext,
  execute: (statement: DefinitionStatement, context: DdlContext) => DdlResult,
): DdlResult {
  const tag = 'CREATE SCHEMA';
  const owner = statement.authorization === null ? context.currentRole : requireRole(statement.authorization, context);
  const name = statement.name ?? context.transaction.catalog.role(owner)!.name;
  requireCreateInDatabase(context);
  if (owner !== context.currentRole) requireNewOwner(owner, null, context);
  checkSchemaName(name);
  const known = context.transaction.catalog.schemaByName(name) !== undefined;
  if (!known) context.lockName?.(`schema ${name}`);
  else if (context.waitedForName?.(`schema ${name}`) === true) {
    throw duplicateName('pg_namespace', 'pg_namespace_nspname_index', 'nspname', name);
  }
  if (known) {
    if (!statement.ifNotExists) throw sqlError('duplicate_schema', `schema "${name}" already exists`);
    context.notice({ severity: 'NOTICE', code: '42P06', message: `schema "${name}" already exists, skipping` });
    return { tag };
  }
  const schema: SchemaDescriptor = {
    kind: 'schema',
    oid: context.transaction.allocateOid(),
    name,
    owner,
    comment: null,
    acl: aclForNew('schema', 0, context, owner),
  };
  context.transaction.put(schema);
  context.withSchema(schema.oid, () => {
    for (const element of inOrder(statement.elements)) execute(placed(element, schema.name), context);
  });
  return { tag };
}

/** Sequences, tables, views, indexes: whatever the order written, what refers comes after what it refers to. */
function inOrder(elements: readonly DefinitionStatement[]): DefinitionStatement[] {
  const order = ['createSequence', 'createTable', 'createView', 'createIndex'];
  const place = (element: DefinitionStatement): number => {
    const at = order.indexOf(element.kind);
    return at < 0 ? order.length : at;
  };
  return [...elements].sort((a, b) => place(a) - place(b));
}

/** The statement with its object in the schema; 42P15 when it names another one. */
function placed(element: DefinitionStatement, schema: string): DefinitionStatement {
  switch (element.kind) {
    case 'createTable':
    case 'createView':
    case 'createSequence':
      return { ...element, name: qualified(element.name, schema) };
    case 'createIndex':
      return { ...element, table: qualified(element.table, schema) };
    default:
      return element;
  }
}

function qualified(name: QualifiedName, schema: string): QualifiedName {
  if (name.parts.length === 1) return { ...name, parts: [schema, ...name.parts] };
  const written = name.parts.at(-2)!;
  if (written === schema) return name;
  throw sqlError(
    'invalid_schema_definition',
    `CREATE specifies a schema (${written}) different from the one being created (${schema})`,
  );
}
