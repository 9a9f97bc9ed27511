/** Objects every database has from the start, under PostgreSQL's OIDs. */
import type { Oid } from '../types/type-def.ts';

export const pgCatalogOid: Oid = 11;
export const pgToastOid: Oid = 99;
export const publicOid: Oid = 2200;
export const informationSchemaOid: Oid = 13207;
/** The role the database is made for. */
export const bootstrapRoleOid: Oid = 10;
export const databaseOwnerRoleOid: Oid = 6171;
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
  pg_authid: 1260,
  pg_database: 1262,
} as const;

/** Columns that every table has without being asked. */
export const systemColumns: ReadonlySet<string> = new Set(['ctid', 'tableoid', 'xmin', 'xmax', 'cmin', 'cmax']);

const numberedSystemColumns = ['ctid', 'tableoid', 'xmin'] as const;

/** The name of a negative column of a bound tree: only these have values here. */
export function systemColumnName(column: number): string {
  return numberedSystemColumns[-column - 1]!;
}
