/** ALTER ... RENAME, SET SCHEMA, OWNER TO. */
import {
  databaseOid,
  isTemporarySchemaName,
  quoteIdentifier,
  type RelationDescriptor,
  relationWord,
  type SchemaDescriptor,
} from '../../catalog/index.ts';
import { databaseRef } from '../../catalog/privileges/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { ObjectKind, OwnerStatement, RenameStatement, SetSchemaStatement } from '../../parser/ast/index.ts';
import { renameCollation, setCollationOwner, setCollationSchema } from './collations.ts';
import { checkSystemColumnName } from './column-definition.ts';
import type { DdlContext, DdlResult } from './context.ts';
import {
  isSuper,
  ownsAs,
  requireCreateIn,
  requireCreateInDatabase,
  requireNewOwner,
  requireOwner,
  requireSchemaOwner,
  requireSuperuser,
} from './privileges/authorize.ts';
import { setOwner, setRelationOwner } from './privileges/owner.ts';
import {
  checkCreationIn,
  columnPosition,
  constraintNamed,
  findRelation,
  isSystemSchema,
  nameTaken,
  nameText,
  notA,
  requireRole,
  requireSchema,
  systemCatalogError,
  systemColumns,
  undefinedRelation,
} from './resolve.ts';
import { mayCreateRoles, refuseReserved, reservedNames, reservedPrefix } from './roles.ts';
import { checkSchemaName, schemaOwnedByName } from './schemas.ts';
import { ownedSequences } from './sequences.ts';
import { renameType, setTypeOwner, setTypeSchema } from './user-types/rename.ts';

type OwnRelation = Exclude<RelationDescriptor, { kind: 'catalogRelation' }>;

/** The relation of an ALTER statement; null after the notice of IF EXISTS. */
function alterTarget(
  statement: RenameStatement | SetSchemaStatement | OwnerStatement,
  context: DdlContext,
): OwnRelation | null {
  const relation = findRelation(statement.name, context);
  if (relation === undefined) {
    if (!statement.ifExists) throw undefinedRelation(statement.name, context);
    const message = `relation "${nameText(statement.name)}" does not exist, skipping`;
    context.notice({ severity: 'NOTICE', code: '00000', message });
    return null;
  }
  requireOwner(relation, context);
  if (relation.kind === 'catalogRelation') throw systemCatalogError(relation.name);
  context.lock(relation.oid, 'access exclusive');
  return relation;
}

function tagOf(object: ObjectKind): string {
  return `ALTER ${object === 'column' || object === 'constraint' ? 'TABLE' : object.toUpperCase()}`;
}

// ---- RENAME ----

export function executeRename(statement: RenameStatement, context: DdlContext): DdlResult {
  const tag = tagOf(statement.object);
  switch (statement.object) {
    case 'schema':
      renameSchema(statement, context);
      return { tag };
    case 'role':
      return renameRole(statement, context);
    case 'collation':
      return renameCollation(statement, context);
    case 'type':
    case 'domain':
      return renameType(statement, statement.object, context);
    case 'table':
    case 'view':
    case 'materialized view':
    case 'index':
    case 'sequence':
    case 'column':
    case 'constraint':
      break;
    default:
      throw unsupported(`${tag} ... RENAME`, statement.location);
  }
  const relation = alterTarget(statement, context);
  if (relation === null) return { tag };
  if (statement.object === 'column') renameColumn(relation, statement.member!, statement.newName, context);
  else if (statement.object === 'constraint') renameConstraint(relation, statement.member!, statement.newName, context);
  else renameRelation(relation, statement, context);
  return { tag };
}

function renameRelation(relation: OwnRelation, statement: RenameStatement, context: DdlContext): void {
  // ALTER TABLE renames anything, and ALTER INDEX too, for old dumps; VIEW and SEQUENCE mean what they say.
  const { object, newName } = statement;
  const strict = object === 'view' || object === 'sequence' || object === 'materialized view';
  if (strict && relationWord(relation) !== object) throw notA(relation.name, object);
  const { transaction } = context;
  if (nameTaken(relation.schema, newName, false, context)) {
    throw sqlError('duplicate_table', `relation "${newName}" already exists`);
  }
  requireCreateIn(transaction.catalog.schema(relation.schema)!, context);
  transaction.put({ ...relation, name: newName });
  if (relation.kind !== 'index' || relation.constraint === null) return;
  // The constraint behind an index goes by the same name.
  const table = transaction.catalog.table(relation.table)!;
  const constraints = table.constraints.map((c) => (c.oid === relation.constraint ? { ...c, name: newName } : c));
  transaction.put({ ...table, constraints });
}

function renameColumn(relation: OwnRelation, from: string, to: string, context: DdlContext): void {
  if (relation.kind !== 'table' && relation.kind !== 'view') {
    throw sqlError('wrong_object_type', `cannot rename columns of relation "${relation.name}"`, {
      detail: `This operation is not supported for ${relation.kind === 'index' ? 'indexes' : 'sequences'}.`,
    });
  }
  if (systemColumns.has(from)) throw sqlError('feature_not_supported', `cannot rename system column "${from}"`);
  const at = columnPosition(relation, from);
  if (at < 0) throw sqlError('undefined_column', `column "${from}" does not exist`);
  if (relation.kind === 'table') checkSystemColumnName(to);
  if (columnPosition(relation, to) >= 0) {
    throw sqlError('duplicate_column', `column "${to}" of relation "${relation.name}" already exists`);
  }
  const columns = relation.columns.with(at, { ...relation.columns[at]!, name: to });
  context.transaction.put({ ...relation, columns });
}

function renameConstraint(relation: OwnRelation, from: string, to: string, context: DdlContext): void {
  if (relation.kind !== 'table') throw notA(relation.name, 'table');
  const constraint = constraintNamed(relation, from);
  if (constraint === undefined) {
    throw sqlError('undefined_object', `constraint "${from}" for table "${relation.name}" does not exist`);
  }
  const { transaction } = context;
  const index = 'index' in constraint ? transaction.catalog.index(constraint.index) : undefined;
  if (index !== undefined && transaction.catalog.relationByName(relation.schema, to) !== undefined) {
    throw sqlError('duplicate_table', `relation "${to}" already exists`);
  }
  if (constraintNamed(relation, to) !== undefined) {
    throw sqlError('duplicate_object', `constraint "${to}" for relation "${relation.name}" already exists`);
  }
  const constraints = relation.constraints.map((c) => (c.oid === constraint.oid ? { ...c, name: to } : c));
  transaction.put({ ...relation, constraints });
  if (index !== undefined) transaction.put({ ...index, name: to });
}

function renameSchema(statement: RenameStatement, context: DdlContext): void {
  const schema = alterableSchema(statement.name.parts.at(-1)!, context);
  const { newName } = statement;
  if (context.transaction.catalog.schemaByName(newName) !== undefined) {
    throw sqlError('duplicate_schema', `schema "${newName}" already exists`);
  }
  requireCreateInDatabase(context);
  checkSchemaName(newName);
  context.transaction.put({ ...schema, name: newName });
}

function alterableSchema(name: string, context: DdlContext): SchemaDescriptor {
  const schema = requireSchema(name, context);
  if (isSystemSchema(schema.oid)) throw unsupported(`ALTER SCHEMA ${quoteIdentifier(schema.name)}`);
  requireSchemaOwner(schema, context);
  context.lock(schema.oid, 'access exclusive');
  return schema;
}

function renameRole(statement: RenameStatement, context: DdlContext): DdlResult {
  const { catalog } = context.transaction;
  const from = statement.name.parts.at(-1)!;
  const role = catalog.roleByName(from);
  if (role === undefined) throw sqlError('undefined_object', `role "${from}" does not exist`);
  if (role.oid === context.sessionRole) {
    throw sqlError('feature_not_supported', 'session user cannot be renamed');
  }
  if (role.oid === context.currentRole) {
    throw sqlError('feature_not_supported', 'current user cannot be renamed');
  }
  refuseReserved(from, reservedPrefix);
  refuseReserved(statement.newName, reservedPrefix);
  if (reservedNames.has(statement.newName)) {
    throw sqlError('reserved_name', `role name "${statement.newName}" is reserved`);
  }
  if (catalog.roleByName(statement.newName) !== undefined) {
    throw sqlError('duplicate_object', `role "${statement.newName}" already exists`);
  }
  if (role.superuser) requireSuperuser('must be superuser to rename superusers', context);
  else if (!mayCreateRoles(context)) throw sqlError('insufficient_privilege', 'permission denied to rename role');
  context.lock(role.oid, 'share update exclusive');
  context.transaction.put({ ...role, name: statement.newName });
  return { tag: 'ALTER ROLE' };
}

// ---- SET SCHEMA ----

export function executeSetSchema(statement: SetSchemaStatement, context: DdlContext): DdlResult {
  const tag = tagOf(statement.object);
  if (statement.object === 'type' || statement.object === 'domain') {
    return setTypeSchema(statement, statement.object, context);
  }
  if (statement.object === 'collation') return setCollationSchema(statement, context);
  if (!['table', 'view', 'materialized view', 'sequence'].includes(statement.object)) {
    throw unsupported(`${tag} ... SET SCHEMA`, statement.location);
  }
  const relation = alterTarget(statement, context);
  if (relation === null) return { tag };
  if (statement.object !== 'table' && relationWord(relation) !== statement.object) {
    throw notA(relation.name, statement.object);
  }
  if (relation.kind === 'index') {
    throw sqlError('wrong_object_type', `cannot change schema of index "${relation.name}"`, {
      hint: 'Change the schema of the table instead.',
    });
  }
  if (relation.kind === 'sequence' && relation.ownedBy !== null) {
    const table = context.transaction.catalog.table(relation.ownedBy.table)!;
    throw sqlError('feature_not_supported', 'cannot move an owned sequence into another schema', {
      detail: `Sequence "${relation.name}" is linked to table "${table.name}".`,
    });
  }
  const schema = requireSchema(statement.schema, context);
  if (relation.schema === schema.oid) return { tag };
  const from = context.transaction.catalog.schema(relation.schema)!;
  if (isTemporarySchemaName(schema.name) || isTemporarySchemaName(from.name)) {
    throw sqlError('feature_not_supported', 'cannot move objects into or out of temporary schemas');
  }
  requireCreateIn(schema, context);
  checkCreationIn(schema, relation.name);
  moveToSchema(relation, schema, context);
  return { tag };
}

function moveToSchema(relation: OwnRelation, schema: SchemaDescriptor, context: DdlContext): void {
  const { transaction } = context;
  const moved: OwnRelation[] = [relation];
  if (relation.kind === 'table') {
    moved.push(...transaction.catalog.indexesOf(relation), ...ownedSequences(relation.oid, null, context));
  }
  for (const object of moved) {
    if (nameTaken(schema.oid, object.name, false, context)) {
      throw sqlError('duplicate_table', `relation "${object.name}" already exists in schema "${schema.name}"`);
    }
    transaction.put({ ...object, schema: schema.oid });
  }
}

// ---- OWNER TO ----

export function executeOwner(statement: OwnerStatement, context: DdlContext): DdlResult {
  const tag = tagOf(statement.object);
  switch (statement.object) {
    case 'schema': {
      const schema = alterableSchema(statement.name.parts.at(-1)!, context);
      schemaOwnedByName(schema, statement.owner, context);
      return { tag };
    }
    case 'database': {
      if (!context.isDatabase(statement.name.parts.at(-1)!)) {
        throw sqlError('undefined_database', `database "${statement.name.parts.at(-1)}" does not exist`);
      }
      const role = requireRole(statement.owner, context);
      if (!ownsAs(context.transaction.catalog.databaseOwner, context)) {
        throw sqlError('insufficient_privilege', `must be owner of database ${context.databaseName}`);
      }
      requireNewOwner(role, null, context);
      if (!isSuper(context) && context.transaction.catalog.role(context.currentRole)?.createDb !== true) {
        throw sqlError('insufficient_privilege', 'permission denied to change owner of database');
      }
      context.lock(databaseOid, 'share update exclusive');
      setOwner(databaseRef, role, context);
      return { tag };
    }
    case 'type':
    case 'domain':
      return setTypeOwner(statement, statement.object, context);
    case 'collation':
      return setCollationOwner(statement, context);
    case 'table':
    case 'view':
    case 'materialized view':
    case 'sequence':
    case 'index':
      break;
    default:
      throw unsupported(`${tag} ... OWNER TO`, statement.location);
  }
  const relation = alterTarget(statement, context);
  if (relation === null) return { tag };
  if (statement.object !== 'table' && relationWord(relation) !== statement.object) {
    throw notA(relation.name, statement.object);
  }
  const owner = requireRole(statement.owner, context);
  if (relation.kind === 'sequence' && relation.ownedBy !== null && owner !== relation.owner) {
    const table = context.transaction.catalog.table(relation.ownedBy.table)!;
    throw sqlError('feature_not_supported', `cannot change owner of sequence "${relation.name}"`, {
      detail: `Sequence "${relation.name}" is linked to table "${table.name}".`,
    });
  }
  if (owner === relation.owner) return { tag };
  requireNewOwner(owner, context.transaction.catalog.schema(relation.schema)!, context);
  setRelationOwner(relation, owner, context);
  return { tag };
}
