/** GRANT, REVOKE and their kin → SQL text. */
import type {
  AlterSettingStatement,
  DefaultPrivilegesStatement,
  GrantName,
  GrantRoleStatement,
  GrantStatement,
  OwnedStatement,
  PrivilegeStatement,
  PrivilegeWord,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { typeNameText } from './expressions.ts';
import { settingName, settingValueText, zoneText } from './session.ts';
import { columnsText, nameText, words } from './text.ts';

export function privilegeText(statement: PrivilegeStatement): string {
  switch (statement.kind) {
    case 'grant':
    case 'revoke':
      return grantText(statement);
    case 'grantRole':
    case 'revokeRole':
      return grantRoleText(statement);
    case 'defaultPrivileges':
      return defaultPrivilegesText(statement);
    case 'alterSetting':
      return alterSettingText(statement);
    case 'dropOwned':
    case 'reassignOwned':
      return ownedText(statement);
  }
}

function wordText({ name, columns }: PrivilegeWord): string {
  const word = name === null ? 'ALL' : name === 'alter system' ? 'ALTER SYSTEM' : reservedOr(name);
  return columns === null ? word : `${word} (${columnsText(columns)})`;
}

/** Some privileges are reserved words, and stand unquoted all the same. */
function reservedOr(name: string): string {
  return ['select', 'references', 'create'].includes(name) ? name.toUpperCase() : quoteIdentifier(name);
}

function targetText({ object, all, names }: GrantStatement): string {
  if (all) return `ALL ${object.toUpperCase()}S IN SCHEMA ${names.map(objectText).join(', ')}`;
  const words = object === 'foreign server' ? 'FOREIGN SERVER' : object.replace('-', ' ').toUpperCase();
  return names.length === 0 ? `${words}S` : `${words} ${names.map(objectText).join(', ')}`;
}
function objectText({ name, args }: GrantName): string {
  return args === null ? nameText(name) : `${nameText(name)}(${args.map(typeNameText).join(', ')})`;
}

function grantText(statement: GrantStatement): string {
  const { kind, privileges, roles, grantOption, grantedBy, cascade } = statement;
  const what = privileges === null ? 'ALL' : privileges.map(wordText).join(', ');
  const by = grantedBy !== null && `GRANTED BY ${quoteIdentifier(grantedBy)}`;
  if (kind === 'grant') {
    const option = grantOption && 'WITH GRANT OPTION';
    return words('GRANT', what, 'ON', targetText(statement), 'TO', columnsText(roles), option, by);
  }
  const option = grantOption && 'GRANT OPTION FOR';
  return words(
    'REVOKE',
    option,
    what,
    'ON',
    targetText(statement),
    'FROM',
    columnsText(roles),
    by,
    cascade && 'CASCADE',
  );
}

function grantRoleText(statement: GrantRoleStatement): string {
  const { kind, granted, roles, admin, grantedBy, cascade, group } = statement;
  const what = granted.map(wordText).join(', ');
  if (group) {
    return words('ALTER GROUP', what, kind === 'grantRole' ? 'ADD' : 'DROP', 'USER', columnsText(roles));
  }
  const by = grantedBy !== null && `GRANTED BY ${quoteIdentifier(grantedBy)}`;
  return kind === 'grantRole'
    ? words('GRANT', what, 'TO', columnsText(roles), admin && 'WITH ADMIN OPTION', by)
    : words('REVOKE', admin && 'ADMIN OPTION FOR', what, 'FROM', columnsText(roles), by, cascade && 'CASCADE');
}

function defaultPrivilegesText({ schemas, forRoles, action }: DefaultPrivilegesStatement): string {
  return words(
    'ALTER DEFAULT PRIVILEGES',
    forRoles !== null && `FOR ROLE ${columnsText(forRoles)}`,
    schemas !== null && `IN SCHEMA ${columnsText(schemas)}`,
    grantText(action),
  );
}

function alterSettingText({ role, database, name, values, current }: AlterSettingStatement): string {
  const head =
    role === null && database !== null
      ? `ALTER DATABASE ${quoteIdentifier(database)}`
      : words(
          'ALTER ROLE',
          role === null ? 'ALL' : quoteIdentifier(role),
          database !== null && `IN DATABASE ${quoteIdentifier(database)}`,
        );
  if (current === true) return `${head} SET ${settingName(name)} FROM CURRENT`;
  const zone = values?.[0];
  if (zone?.interval !== undefined) return `${head} SET ${zoneText(zone, zone.interval)}`;
  if (values === null) return `${head} RESET ${name === 'all' ? 'ALL' : settingName(name)}`;
  return `${head} SET ${settingName(name)} TO ${values.map(settingValueText).join(', ')}`;
}

function ownedText({ kind, roles, newRole, cascade }: OwnedStatement): string {
  return kind === 'dropOwned'
    ? words('DROP OWNED BY', columnsText(roles), cascade && 'CASCADE')
    : words('REASSIGN OWNED BY', columnsText(roles), 'TO', quoteIdentifier(newRole!));
}
