/** CREATE, ALTER and DROP ROLE (USER). */
import type { RoleDescriptor } from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CreateRoleStatement, DefinitionOption, DropRoleStatement } from '../../parser/ast/index.ts';
import type { DdlContext, DdlResult } from './context.ts';

type Change = Partial<{ -readonly [K in keyof RoleDescriptor]: RoleDescriptor[K] }>;

export function executeRole(statement: CreateRoleStatement, context: DdlContext): DdlResult {
  return statement.kind === 'createRole' ? createRole(statement, context) : alterRole(statement, context);
}

const reservedNames = new Set(['public', 'none', 'current_user', 'current_role', 'session_user', 'user']);

function createRole(statement: CreateRoleStatement, context: DdlContext): DdlResult {
  const { name } = statement;
  if (name.startsWith('pg_')) {
    throw sqlError('reserved_name', `role name "${name}" is reserved`, {
      detail: 'Role names starting with "pg_" are reserved.',
    });
  }
  if (reservedNames.has(name)) {
    throw sqlError('reserved_name', `role name "${name}" is reserved`, { location: statement.location });
  }
  if (context.transaction.catalog.roleByName(name) !== undefined) {
    throw sqlError('duplicate_object', `role "${name}" already exists`);
  }
  const role: RoleDescriptor = {
    kind: 'role',
    oid: context.transaction.allocateOid(),
    name,
    superuser: false,
    login: false,
    createDb: false,
    createRole: false,
    password: null,
    ...changes(statement.options, context),
  };
  context.transaction.put(role);
  return { tag: 'CREATE ROLE' };
}

function alterRole(statement: CreateRoleStatement, context: DdlContext): DdlResult {
  const role = context.transaction.catalog.roleByName(statement.name);
  if (role === undefined) throw sqlError('undefined_object', `role "${statement.name}" does not exist`);
  context.transaction.put({ ...role, ...changes(statement.options, context) });
  return { tag: 'ALTER ROLE' };
}

function changes(options: readonly DefinitionOption[], context: DdlContext): Change {
  const change: Change = {};
  const seen = new Set<string>();
  for (const option of options) {
    const negated = /^no(?!rm)/.test(option.name) && option.name !== 'none';
    const word = negated ? option.name.slice(2) : option.name;
    if (seen.has(word)) {
      throw sqlError('syntax_error', 'conflicting or redundant options', { location: option.location });
    }
    seen.add(word);
    apply(change, word, !negated, option, context);
  }
  return change;
}

function apply(change: Change, word: string, on: boolean, option: DefinitionOption, context: DdlContext): void {
  switch (word) {
    case 'superuser':
      change.superuser = on;
      return;
    case 'login':
      change.login = on;
      return;
    case 'createdb':
      change.createDb = on;
      return;
    case 'createrole':
      change.createRole = on;
      return;
    case 'inherit':
      change.inherit = on;
      return;
    case 'replication':
      change.replication = on;
      return;
    case 'bypassrls':
      change.bypassRowSecurity = on;
      return;
    case 'password':
      change.password = option.value === null ? null : verifierOf(option.value, context);
      return;
    case 'connection limit':
      change.connectionLimit = Number(option.value);
      return;
    case 'valid until':
      change.validUntil = option.value === null ? null : context.momentText(option.value);
      return;
    default:
      throw unsupported(`role option ${option.name.toUpperCase()}`, option.location);
  }
}

/** A verifier may be given in place of the password, as dumps do. */
function verifierOf(password: string, context: DdlContext): string {
  if (password.startsWith('SCRAM-SHA-256$')) return password;
  return context.passwordVerifier(password);
}

export function executeDropRole(statement: DropRoleStatement, context: DdlContext): DdlResult {
  const { transaction } = context;
  for (const name of statement.names) {
    const role = transaction.catalog.roleByName(name);
    if (role === undefined) {
      if (!statement.ifExists) throw sqlError('undefined_object', `role "${name}" does not exist`);
      const message = `role "${name}" does not exist, skipping`;
      context.notice({ severity: 'NOTICE', code: '00000', message });
      continue;
    }
    if (role.oid === context.currentRole) throw sqlError('object_in_use', 'current user cannot be dropped');
    const owned = ownedObjects(role, context);
    if (owned.length > 0) {
      throw sqlError(
        'dependent_objects_still_exist',
        `role "${name}" cannot be dropped because some objects depend on it`,
        { detail: owned.join('\n') },
      );
    }
    transaction.remove(role.oid);
  }
  return { tag: 'DROP ROLE' };
}

function ownedObjects(role: RoleDescriptor, context: DdlContext): string[] {
  const { catalog } = context.transaction;
  const schemas = catalog.schemas().filter((schema) => schema.owner === role.oid);
  const relations = catalog.userRelations().filter((r) => r.owner === role.oid && r.kind !== 'index');
  return [
    ...schemas.map((schema) => `owner of schema ${schema.name}`),
    ...relations.map((relation) => `owner of ${relation.kind} ${relation.name}`),
  ];
}
