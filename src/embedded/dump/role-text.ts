/**
 * Roles, in the form of pg_dumpall. The role a database begins with is there in every other one, so it is altered and not
 * created; those whose names begin with pg_ are the system's.
 */
import { bootstrapRoleOid, type Catalog, quoteIdentifier, type RoleDescriptor } from '../../catalog/index.ts';
import { defaultAcl, parameterAcls } from '../../catalog/privileges/index.ts';
import { compareText } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { aclText } from './acl-text.ts';
import { literal, roleName } from './sql-text.ts';

export function rolesText(catalog: Catalog): string {
  const roles = catalog
    .roles()
    .filter(({ name }) => !name.startsWith('pg_'))
    .sort((a, b) => compareText(a.name, b.name));
  const settings = roles.map(settingText).join('');
  const memberships = catalog.roles().flatMap((role) => membershipTexts(role, catalog));
  return `--\n-- Roles\n--\n\n${roles.map(roleText).join('')}\n\n${settings}${memberships.sort(compareText).join('')}\n\n${parametersText(catalog)}`;
}

/** What has been granted on settings. */
function parametersText(catalog: Catalog): string {
  const base = defaultAcl('parameter', bootstrapRoleOid);
  const names = (role: Oid): string => roleName(catalog, role);
  const texts = [...parameterAcls(catalog)]
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name, acl }) => {
      const on = `PARAMETER ${name.split('.').map(quoteIdentifier).join('.')}`;
      return aclText(acl, base, { kind: 'parameter', on, owner: bootstrapRoleOid }, names);
    });
  return texts.length === 0 ? '' : `--\n-- Role privileges on configuration parameters\n--\n\n${texts.join('')}\n\n`;
}

/** ALTER ROLE ... SET, in no database in particular. */
function settingText({ name, settings }: RoleDescriptor): string {
  const config = settings?.find(({ database }) => database === 0)?.config ?? [];
  return config
    .map((item) => {
      const at = item.indexOf('=');
      const value = item.slice(at + 1);
      // Names in search_path are quoted where they have to be.
      const text = item.startsWith('search_path=') ? value || "''" : literal(value);
      return `ALTER ROLE ${quoteIdentifier(name)} SET ${item.slice(0, at)} TO ${text};\n`;
    })
    .join('');
}

/** Those that a new database has are not written. */
function membershipTexts(member: RoleDescriptor, catalog: Catalog): string[] {
  if (member.memberOf === undefined) return [];
  return member.memberOf.map(({ role, grantor, admin }) => {
    const option = admin ? ' WITH ADMIN OPTION' : '';
    const by = catalog.role(grantor) === undefined ? '' : ` GRANTED BY ${quoteIdentifier(catalog.role(grantor)!.name)}`;
    return `GRANT ${quoteIdentifier(catalog.role(role)!.name)} TO ${quoteIdentifier(member.name)}${option}${by};\n`;
  });
}

function roleText(role: RoleDescriptor): string {
  const name = quoteIdentifier(role.name);
  const word = (on: boolean, text: string): string => (on ? text : `NO${text}`);
  const attributes = [
    word(role.superuser, 'SUPERUSER'),
    word(role.inherit ?? true, 'INHERIT'),
    word(role.createRole, 'CREATEROLE'),
    word(role.createDb, 'CREATEDB'),
    word(role.login, 'LOGIN'),
    word(role.replication ?? role.oid === bootstrapRoleOid, 'REPLICATION'),
    word(role.bypassRowSecurity ?? role.oid === bootstrapRoleOid, 'BYPASSRLS'),
  ];
  const limit = role.connectionLimit ?? -1;
  if (limit !== -1) attributes.push(`CONNECTION LIMIT ${limit}`);
  if (role.password !== null) attributes.push(`PASSWORD ${literal(role.password)}`);
  if (role.validUntil) attributes.push(`VALID UNTIL ${literal(role.validUntil)}`);
  const create = role.oid === bootstrapRoleOid ? '' : `CREATE ROLE ${name};\n`;
  const comment = role.comment ? `COMMENT ON ROLE ${name} IS ${literal(role.comment)};\n` : '';
  return `${create}ALTER ROLE ${name} WITH ${attributes.join(' ')};\n${comment}`;
}
