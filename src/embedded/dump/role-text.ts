/**
 * Roles, in the form of pg_dumpall. The role a database begins with is there in every other one, so it is altered and not
 * created; those whose names begin with pg_ are the system's.
 */
import { bootstrapRoleOid, type Catalog, quoteIdentifier, type RoleDescriptor } from '../../catalog/index.ts';
import { compareText } from '../../types/index.ts';
import { literal } from './sql-text.ts';

export function rolesText(catalog: Catalog): string {
  const roles = catalog
    .roles()
    .filter(({ name }) => !name.startsWith('pg_'))
    .sort((a, b) => compareText(a.name, b.name));
  return `--\n-- Roles\n--\n\n${roles.map(roleText).join('')}\n\n`;
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
