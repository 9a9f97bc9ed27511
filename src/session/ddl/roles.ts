/** CREATE, ALTER and DROP ROLE (USER), and who may. */
import type { RoleDescriptor } from '../../catalog/index.ts';
import { membershipsOf } from '../../catalog/privileges/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CreateRoleStatement, DefinitionOption, DropRoleStatement } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { isSuper, requireSuperuser } from './privileges/authorize.ts';
import { addMembers } from './privileges/memberships.ts';
import { describeReference, referencesTo } from './privileges/role-references.ts';
import { requireRole } from './resolve.ts';

type Change = Partial<{ -readonly [K in keyof RoleDescriptor]: RoleDescriptor[K] }>;

export function executeRole(statement: CreateRoleStatement, context: DdlContext): DdlResult {
  return statement.kind === 'createRole' ? createRole(statement, context) : alterRole(statement, context);
}

/** CREATEROLE, or superuser. */
export function mayCreateRoles(context: DdlContext): boolean {
  return isSuper(context) || context.transaction.catalog.role(context.currentRole)?.createRole === true;
}

/** Names that begin with `pg_` are those of built-in roles; `detail` as PostgreSQL has it for the statement. */
export function refuseReserved(name: string, detail: string): void {
  if (name.startsWith('pg_')) throw sqlError('reserved_name', `role name "${name}" is reserved`, { detail });
}
export const reservedPrefix = 'Role names starting with "pg_" are reserved.';
export const cannotAlterReserved = 'Cannot alter reserved roles.';

export const reservedNames = new Set(['public', 'none', 'current_user', 'current_role', 'session_user', 'user']);
/** Options that name other roles. */
const memberOptions = new Set(['in role', 'role', 'user', 'admin']);

function createRole(statement: CreateRoleStatement, context: DdlContext): DdlResult {
  const { name } = statement;
  const change = changes(statement.options, context);
  if (change.superuser === true) requireSuperuser('must be superuser to create superusers', context);
  else if (change.replication === true) requireSuperuser('must be superuser to create replication users', context);
  else if (change.bypassRowSecurity === true) requireSuperuser('must be superuser to create bypassrls users', context);
  else if (!mayCreateRoles(context)) throw sqlError('insufficient_privilege', 'permission denied to create role');
  refuseReserved(name, reservedPrefix);
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
    ...change,
  };
  context.transaction.put(role);
  for (const option of statement.options) {
    if (!memberOptions.has(option.name)) continue;
    const named = option.value!.split(',').map((other) => requireRole(other, context));
    if (option.name === 'in role') {
      for (const other of named) {
        addMembers(context.transaction.catalog.role(other)!, [role.oid], context.currentRole, false, context);
      }
    } else addMembers(role, named, context.currentRole, option.name === 'admin', context);
  }
  return { tag: 'CREATE ROLE' };
}

function alterRole(statement: CreateRoleStatement, context: DdlContext): DdlResult {
  const role = context.transaction.catalog.role(requireRole(statement.name, context))!;
  refuseReserved(role.name, cannotAlterReserved);
  const change = changes(statement.options, context);
  const listed = statement.options.find((option) => memberOptions.has(option.name));
  if (listed !== undefined) throw unsupported(`ALTER ROLE ... ${listed.name.toUpperCase()}`, listed.location);
  checkAlter(role, change, context);
  context.lock(role.oid, 'share update exclusive');
  context.transaction.put({ ...role, ...change });
  return { tag: 'ALTER ROLE' };
}

function checkAlter(role: RoleDescriptor, change: Change, context: DdlContext): void {
  if (role.superuser || change.superuser !== undefined) {
    requireSuperuser('must be superuser to alter superuser roles or change superuser attribute', context);
  } else if (role.replication === true || change.replication !== undefined) {
    requireSuperuser('must be superuser to alter replication roles or change replication attribute', context);
  } else if (change.bypassRowSecurity !== undefined) {
    requireSuperuser('must be superuser to change bypassrls attribute', context);
  } else if (!mayCreateRoles(context)) {
    // One's own password is all that one may change.
    const own = role.oid === context.currentRole && Object.keys(change).every((name) => name === 'password');
    if (!own) throw sqlError('insufficient_privilege', 'permission denied');
  }
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
    if (!memberOptions.has(word)) apply(change, word, !negated, option, context);
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
    case 'sysid':
      context.notice({ severity: 'NOTICE', code: '00000', message: 'SYSID can no longer be specified' });
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

/** As PostgreSQL, which keeps messages short. */
const reportedMax = 100;

export function executeDropRole(statement: DropRoleStatement, context: DdlContext): DdlResult {
  const { transaction } = context;
  if (!mayCreateRoles(context)) throw sqlError('insufficient_privilege', 'permission denied to drop role');
  for (const name of statement.names) {
    if (['current_user', 'current_role', 'session_user', 'public'].includes(name)) {
      throw sqlError('invalid_parameter_value', 'cannot use special role specifier in DROP ROLE');
    }
    const role = transaction.catalog.roleByName(name);
    if (role === undefined) {
      if (!statement.ifExists) throw sqlError('undefined_object', `role "${name}" does not exist`);
      const message = `role "${name}" does not exist, skipping`;
      context.notice({ severity: 'NOTICE', code: '00000', message });
      continue;
    }
    if (role.oid === context.currentRole) throw sqlError('object_in_use', 'current user cannot be dropped');
    if (role.oid === context.sessionRole) throw sqlError('object_in_use', 'session user cannot be dropped');
    if (role.superuser) requireSuperuser('must be superuser to drop superusers', context);
    if (role.oid < 16384) {
      throw sqlError(
        'dependent_objects_still_exist',
        `cannot drop role ${name} because it is required by the database system`,
      );
    }
    context.lock(role.oid, 'access exclusive');
    checkUnused(role, context);
    forgetMember(role.oid, context);
    transaction.remove(role.oid);
  }
  return { tag: 'DROP ROLE' };
}

function checkUnused(role: RoleDescriptor, context: DdlContext): void {
  const references = referencesTo(context.transaction.catalog, role.oid);
  if (references.length === 0) return;
  const lines = references.slice(0, reportedMax).map((reference) => describeReference(reference, context));
  const more = references.length - lines.length;
  if (more > 0) lines.push(`and ${more} other object${more === 1 ? '' : 's'} (see server log for list)`);
  throw sqlError(
    'dependent_objects_still_exist',
    `role "${role.name}" cannot be dropped because some objects depend on it`,
    { detail: lines.join('\n') },
  );
}

/** Nobody is a member of a role that is gone. */
function forgetMember(role: Oid, context: DdlContext): void {
  for (const member of context.transaction.catalog.roles()) {
    const known = membershipsOf(member);
    if (!known.some((item) => item.role === role)) continue;
    context.transaction.put({ ...member, memberOf: known.filter((item) => item.role !== role) });
  }
}
