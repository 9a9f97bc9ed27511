/** What belongs to the whole server: roles, databases, tablespaces, collations, sessions, settings. */
import { boundText } from '../../config/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { allCollations, collationVersion } from '../../types/collation/index.ts';
import { allAbbreviations } from '../../types/datetime/zone-names.ts';
import { Interval } from '../../types/interval-value.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import { defaultTextContext } from '../../types/text-context.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources, SessionInfo } from '../catalog-view.ts';
import type { RoleDescriptor, SettingsOf } from '../descriptors.ts';
import { aclArray, databaseRef, hasRightsOf, membershipsOf, parameterAcls, shownAcl } from '../privileges/index.ts';
import { int8, textArray } from '../row-values.ts';
import { bootstrapRoleOid, classOids, defaultTablespaceOid, globalTablespaceOid, pgCatalogOid } from '../well-known.ts';

// ---- roles ----

function roleRow(role: RoleDescriptor): CatalogRow {
  return {
    oid: role.oid,
    rolname: role.name,
    rolsuper: role.superuser,
    rolinherit: role.inherit ?? true,
    rolcreaterole: role.createRole,
    rolcreatedb: role.createDb,
    rolcanlogin: role.login,
    rolreplication: role.replication ?? role.oid === bootstrapRoleOid,
    rolbypassrls: role.bypassRowSecurity ?? role.oid === bootstrapRoleOid,
    rolconnlimit: role.connectionLimit ?? -1,
    rolvaliduntil: validUntil(role),
  };
}

function validUntil({ validUntil: text }: RoleDescriptor): Datum {
  return text == null ? null : typeByOid(typeOid.timestamptz)!.input(text, -1, defaultTextContext);
}

function userRow(role: RoleDescriptor): CatalogRow {
  return {
    usename: role.name,
    usesysid: role.oid,
    usecreatedb: role.createDb,
    usesuper: role.superuser,
    userepl: role.replication ?? role.oid === bootstrapRoleOid,
    usebypassrls: role.bypassRowSecurity ?? role.oid === bootstrapRoleOid,
    passwd: '********',
    valuntil: validUntil(role),
    useconfig: configOf(role),
  };
}

function* membershipRows(view: CatalogView): Generator<CatalogRow> {
  for (const member of view.catalog.roles()) {
    for (const { role, grantor, admin } of membershipsOf(member)) {
      yield { roleid: role, member: member.oid, grantor, admin_option: admin };
    }
  }
}

/** ALTER ROLE and ALTER DATABASE ... SET: those of the database as a whole have role 0. */
function* settingOverrides(view: CatalogView): Generator<CatalogRow> {
  const rows = function* (role: Oid, settings: readonly SettingsOf[] | undefined): Generator<CatalogRow> {
    for (const { database, config } of settings ?? []) {
      yield { setdatabase: database, setrole: role, setconfig: textArray(config) };
    }
  };
  yield* rows(0, view.catalog.database?.settings);
  for (const role of view.catalog.roles()) yield* rows(role.oid, role.settings);
}

/** ALTER ROLE ... SET in no database in particular. */
function configOf(role: RoleDescriptor): Datum {
  const config = role.settings?.find(({ database }) => database === 0)?.config;
  return config === undefined ? null : textArray(config);
}

function* defaultAclRows(view: CatalogView): Generator<CatalogRow> {
  for (const role of view.catalog.roles()) {
    for (const { oid, schema, object, acl } of role.defaultAcls ?? []) {
      yield {
        oid,
        defaclrole: role.oid,
        defaclnamespace: schema,
        defaclobjtype: object,
        defaclacl: aclArray(acl, (other) => view.catalog.role(other)?.name ?? null),
      };
    }
  }
}

function groupRows(view: CatalogView): CatalogRow[] {
  return view.catalog
    .roles()
    .filter((role) => !role.login)
    .map((role) => ({
      groname: role.name,
      grosysid: role.oid,
      grolist: PgArray.of(
        26,
        view.catalog
          .roles()
          .filter((member) => membershipsOf(member).some((item) => item.role === role.oid))
          .map((member) => member.oid),
      ),
    }));
}

// ---- databases ----

const utf8 = 6;

function databaseRows(view: CatalogView): CatalogRow[] {
  return view.databases.map(({ oid, name }) => ({
    oid,
    datname: name,
    datdba: view.catalog.databaseOwner,
    encoding: utf8,
    datlocprovider: 'c',
    datistemplate: false,
    datallowconn: true,
    datconnlimit: -1,
    datfrozenxid: 3,
    datminmxid: 1,
    dattablespace: defaultTablespaceOid,
    datcollate: 'C',
    datctype: 'C',
    daticulocale: null,
    datcollversion: null,
    datacl: () => shownAcl(view.catalog, databaseRef),
  }));
}

const tablespaces: CatalogRow[] = [
  { oid: defaultTablespaceOid, spcname: 'pg_default', spcowner: bootstrapRoleOid },
  { oid: globalTablespaceOid, spcname: 'pg_global', spcowner: bootstrapRoleOid },
];

const collations: CatalogRow[] = allCollations().map((collation) => ({
  oid: collation.oid,
  collname: collation.name,
  collnamespace: pgCatalogOid,
  collowner: bootstrapRoleOid,
  collprovider: collation.provider,
  collisdeterministic: true,
  collencoding: collation.encoding,
  collcollate: collation.libcLocale,
  collctype: collation.libcLocale,
  colliculocale: collation.icuLocale,
  collversion: collation.provider === 'i' ? collationVersion : null,
}));

function* ownCollations({ catalog }: CatalogView): Generator<CatalogRow> {
  for (const collation of catalog.ownCollations()) {
    yield {
      oid: collation.oid,
      collname: collation.name,
      collnamespace: collation.schema,
      collowner: collation.owner,
      collprovider: collation.provider,
      collisdeterministic: true,
      collencoding: collation.encoding,
      collcollate: collation.lcCollate,
      collctype: collation.lcCtype,
      colliculocale: collation.icuLocale,
      collversion: collation.version,
    };
  }
}

// ---- sessions ----

function roleName(view: CatalogView, oid: Oid): string {
  return view.catalog.role(oid)?.name ?? '';
}

function inet(address: string | null): Datum {
  return address === null ? null : typeByOid(typeOid.inet)!.input(address, -1, defaultTextContext);
}

/** Membership in it shows what others do. */
const readAllStatistics: Oid = 3375;

/** What others do is for those who have their rights. */
function activityRows(view: CatalogView): CatalogRow[] {
  const { catalog, currentRole } = view;
  const seesAll = hasRightsOf(catalog, currentRole, readAllStatistics);
  return view.sessions.map((session) =>
    seesAll || hasRightsOf(catalog, currentRole, session.role)
      ? activityRow(view, session)
      : hiddenActivityRow(view, session),
  );
}

function hiddenActivityRow(view: CatalogView, session: SessionInfo): CatalogRow {
  const { datid, datname, pid, usesysid, usename } = activityRow(view, session);
  return {
    datid: datid!,
    datname: datname!,
    pid: pid!,
    usesysid: usesysid!,
    usename: usename!,
    query: '<insufficient privilege>',
  };
}

function activityRow(view: CatalogView, session: SessionInfo): CatalogRow {
  return {
    datid: view.databaseOid,
    datname: view.databaseName,
    pid: session.pid,
    leader_pid: null,
    usesysid: session.role,
    usename: session.user || roleName(view, session.role),
    application_name: session.applicationName,
    client_addr: inet(session.clientAddress),
    client_hostname: null,
    client_port: session.clientPort,
    backend_start: session.started,
    xact_start: session.transactionStarted,
    query_start: session.queryStarted,
    state_change: session.stateChanged,
    wait_event_type: session.waitsFor?.[0] ?? null,
    wait_event: session.waitsFor?.[1] ?? null,
    state: session.state,
    backend_xid: session.transactionId,
    backend_xmin: null,
    query_id: session.queryId === null ? null : int8(session.queryId),
    query: session.query,
    backend_type: 'client backend',
  };
}

/** Nobody comes by GSSAPI. */
function gssRows(view: CatalogView): CatalogRow[] {
  return view.sessions.map(({ pid }) => ({ pid, gss_authenticated: false, principal: null, encrypted: false }));
}

function lockRows(view: CatalogView): CatalogRow[] {
  return view.locks.map((lock) => ({
    locktype: lock.advisory ? 'advisory' : lock.relation === null ? 'transactionid' : 'relation',
    database: lock.relation === null && !lock.advisory ? null : view.databaseOid,
    classid: lock.advisory?.high ?? null,
    objid: lock.advisory?.low ?? null,
    objsubid: lock.advisory?.parts ?? null,
    relation: lock.relation,
    transactionid: lock.transaction,
    virtualtransaction: `${lock.pid}/1`,
    pid: lock.pid,
    mode: lock.mode,
    granted: lock.granted,
    fastpath: false,
    waitstart: null,
  }));
}

function preparedRows(view: CatalogView): CatalogRow[] {
  return view.preparedStatements.map((prepared) => ({
    name: prepared.name,
    statement: prepared.statement,
    prepare_time: prepared.prepared,
    parameter_types: PgArray.of(2206, prepared.parameterTypes),
    from_sql: prepared.fromSql,
    generic_plans: 0,
    custom_plans: 0,
  }));
}

function cursorRows(view: CatalogView): CatalogRow[] {
  return view.cursors.map((cursor) => ({
    name: cursor.name,
    statement: cursor.statement,
    is_holdable: cursor.holdable,
    is_binary: cursor.binary,
    is_scrollable: cursor.scrollable,
    creation_time: cursor.created,
  }));
}

const settingTypes = { bool: 'bool', integer: 'integer', real: 'real', string: 'string', enum: 'enum' } as const;

function* settingRows(view: CatalogView): Generator<CatalogRow> {
  for (const { def, value, reset, started } of view.settings()) {
    yield {
      name: def.name,
      setting: value,
      unit: def.unit ?? null,
      category: def.category,
      short_desc: def.description,
      extra_desc: null,
      context: def.context,
      vartype: settingTypes[def.type],
      source: started ? 'client' : value === def.initial ? 'default' : 'session',
      min_val: def.min === undefined ? null : String(def.min),
      max_val: def.max === undefined ? null : boundText(def.max),
      enumvals: def.values === undefined ? null : textArray(def.values),
      boot_val: def.initial,
      reset_val: reset,
      sourcefile: null,
      sourceline: null,
      pending_restart: false,
    };
  }
}

function* abbreviationRows(): Generator<CatalogRow> {
  for (const { name, offset, daylight } of allAbbreviations()) {
    yield { abbrev: name.toUpperCase(), utc_offset: new Interval(0, 0, offset * 1e6), is_dst: daylight };
  }
}

export const clusterSources: RowSources = {
  pg_authid: (view) => view.catalog.roles().map((role) => ({ ...roleRow(role), rolpassword: role.password })),
  pg_roles: (view) =>
    view.catalog.roles().map((role) => ({ ...roleRow(role), rolpassword: '********', rolconfig: configOf(role) })),
  pg_user: (view) =>
    view.catalog
      .roles()
      .filter((role) => role.login)
      .map(userRow),
  pg_shadow: (view) =>
    view.catalog
      .roles()
      .filter((role) => role.login)
      .map((role) => ({ ...userRow(role), passwd: role.password })),
  pg_group: groupRows,
  pg_auth_members: membershipRows,
  pg_db_role_setting: settingOverrides,
  pg_default_acl: defaultAclRows,
  pg_parameter_acl: ({ catalog }) =>
    parameterAcls(catalog).map(({ object, name, acl }) => ({
      oid: object,
      parname: name,
      paracl: aclArray(acl, (role) => catalog.role(role)?.name ?? null),
    })),
  pg_database: databaseRows,
  pg_tablespace: (view) =>
    tablespaces.map((row) => ({
      ...row,
      spcacl: () => shownAcl(view.catalog, { class: classOids.pg_tablespace, oid: row['oid'] as Oid, column: 0 }),
    })),
  pg_collation: { fixed: () => collations, own: ownCollations },
  pg_stat_gssapi: gssRows,
  pg_stat_activity: activityRows,
  pg_locks: lockRows,
  pg_prepared_statements: preparedRows,
  pg_cursors: cursorRows,
  pg_settings: settingRows,
  pg_timezone_abbrevs: abbreviationRows,
};
