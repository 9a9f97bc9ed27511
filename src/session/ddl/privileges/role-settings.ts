/** ALTER ROLE | DATABASE ... SET: settings that sessions start with (pg_db_role_setting). */
import { databaseOid, type SettingsOf } from '../../../catalog/index.ts';
import { databaseDescriptor } from '../../../catalog/privileges/index.ts';
import { settingByName } from '../../../config/index.ts';
import { sqlError, unsupported } from '../../../errors/index.ts';
import type { AlterSettingStatement } from '../../../parser/ast/index.ts';
import { quoteIdentifier } from '../../../parser/index.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { requireRole } from '../resolve.ts';
import { cannotAlterReserved, mayCreateRoles, refuseReserved } from '../roles.ts';
import { isSuper, ownsAs, requireSuperuser } from './authorize.ts';

export function executeAlterSetting(statement: AlterSettingStatement, context: DdlContext): DdlResult {
  const { transaction } = context;
  const { catalog } = transaction;
  if (statement.database !== null && !context.isDatabase(statement.database)) {
    throw sqlError('undefined_database', `database "${statement.database}" does not exist`);
  }
  const database = statement.database === null ? 0 : databaseOid;
  const ofDatabase = statement.role === null;
  if (!ofDatabase) {
    const role = catalog.role(requireRole(statement.role!, context))!;
    refuseReserved(role.name, cannotAlterReserved);
    if (role.superuser) requireSuperuser('must be superuser to alter superusers', context);
    else if (!mayCreateRoles(context) && role.oid !== context.currentRole) {
      throw sqlError('insufficient_privilege', 'permission denied');
    }
    context.lock(role.oid, 'share update exclusive');
    transaction.put({ ...role, settings: changed(role.settings, database, statement, context) });
    return { tag: 'ALTER ROLE' };
  }
  const whole = databaseDescriptor(catalog);
  if (database === 0) {
    if (!isSuper(context)) throw sqlError('insufficient_privilege', 'must be superuser to alter settings globally');
  } else if (!ownsAs(whole.owner, context)) {
    throw sqlError('insufficient_privilege', `must be owner of database ${context.databaseName}`);
  }
  context.lock(databaseOid, 'share update exclusive');
  transaction.put({ ...whole, settings: changed(whole.settings, database, statement, context) });
  return { tag: database === 0 ? 'ALTER ROLE' : 'ALTER DATABASE' };
}

function changed(
  known: readonly SettingsOf[] | undefined,
  database: number,
  { name, values, current }: AlterSettingStatement,
  context: DdlContext,
): readonly SettingsOf[] {
  const others = (known ?? []).filter((item) => item.database !== database);
  const before = known?.find((item) => item.database === database)?.config ?? [];
  let config: readonly string[];
  const zone = values?.find(({ interval }) => interval !== undefined);
  if (zone !== undefined) throw unsupported('SET TIME ZONE INTERVAL of a role', zone.location);
  if (values === null && name === 'all') config = [];
  else {
    const key = name.toLowerCase();
    const at = before.findIndex((item) => item.slice(0, item.indexOf('=')).toLowerCase() === key);
    if (values === null && current !== true) {
      context.setting(name);
      config = before.filter((_, i) => i !== at);
    } else {
      const text =
        values === null
          ? context.setting(name)
          : key === 'search_path'
            ? values.map((value) => quoteIdentifier(value.text)).join(', ')
            : values.map((value) => value.text).join(', ');
      context.checkSetting(name, text);
      const item = `${settingByName(name)?.name ?? name}=${text}`;
      config = at < 0 ? [...before, item] : before.with(at, item);
    }
  }
  return config.length === 0 ? others : [...others, { database, config }];
}
