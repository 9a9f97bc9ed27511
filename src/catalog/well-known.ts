/** Objects every database has from the start, under PostgreSQL's OIDs. */
import type { Oid } from '../types/type-def.ts';

export const pgCatalogOid: Oid = 11;
export const pgToastOid: Oid = 99;
export const publicOid: Oid = 2200;
export const informationSchemaOid: Oid = 13207;
/** The role the database is made for. */
export const bootstrapRoleOid: Oid = 10;
export const databaseOwnerRoleOid: Oid = 6171;
/** Of the one database there is. */
export const databaseOid: Oid = 5;
export const defaultTablespaceOid: Oid = 1663;
export const globalTablespaceOid: Oid = 1664;
/** User objects count from here. */
export const firstUserOid: Oid = 16384;
/** Type of `regclass` constants, by which defaults refer to sequences. */
export const regclassTypeOid: Oid = 2205;

/** Classes of objects, as pg_depend and pg_description name them: OIDs of their catalogs. */
export const classOids = {
  pg_class: 1259,
  pg_type: 1247,
  pg_proc: 1255,
  pg_namespace: 2615,
  pg_constraint: 2606,
  pg_attrdef: 2604,
  pg_rewrite: 2618,
  pg_collation: 3456,
  pg_operator: 2617,
  pg_cast: 2605,
  pg_am: 2601,
  pg_language: 2612,
  pg_opclass: 2616,
  pg_opfamily: 2753,
  pg_ts_config: 3602,
  pg_ts_dict: 3600,
  pg_ts_parser: 3601,
  pg_ts_template: 3764,
  pg_tablespace: 1213,
  pg_authid: 1260,
  pg_database: 1262,
  pg_default_acl: 826,
  pg_parameter_acl: 6243,
  pg_auth_members: 1261,
} as const;

/** Classes of objects that databases share. */
export const sharedClasses: ReadonlySet<Oid> = new Set([
  classOids.pg_authid,
  classOids.pg_database,
  classOids.pg_tablespace,
]);

/** Columns that every table has without being asked, by PostgreSQL's attribute numbers from -1 down. */
export const systemColumnNames: readonly string[] = ['ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'];
export const systemColumns: ReadonlySet<string> = new Set(systemColumnNames);

const numberedSystemColumns = ['ctid', 'tableoid', 'xmin'] as const;

/** The name of a negative column of a bound tree: only these have values here. */
export function systemColumnName(column: number): string {
  return numberedSystemColumns[-column - 1]!;
}
