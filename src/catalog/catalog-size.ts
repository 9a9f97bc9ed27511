/**
 * How many rows a relation of the catalog may have: nothing is counted, but a guess of a hundred for all of them would make a product
 * of two cheap, which in a database of many tables is not.
 */
import type { Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';
import { systemRelations } from './system-relations.ts';

/** Rows about what is built in, and for each object of the database's own. */
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  pg_class: [400, 1],
  pg_attribute: [3500, 6],
  pg_attrdef: [0, 1],
  pg_type: [600, 2],
  pg_proc: [3200, 0],
  pg_operator: [800, 0],
  pg_cast: [230, 0],
  pg_amop: [900, 0],
  pg_amproc: [700, 0],
  pg_opclass: [180, 0],
  pg_depend: [10, 8],
  pg_description: [10, 1],
  pg_constraint: [10, 1],
  pg_index: [10, 1],
  pg_rewrite: [10, 1],
  pg_init_privs: [200, 0],
  pg_collation: [800, 0],
  pg_settings: [350, 0],
  columns: [1000, 6],
};
const otherSize: readonly [number, number] = [100, 0];

let byOid: ReadonlyMap<Oid, readonly [number, number]> | null = null;

export function catalogSize(relation: Oid, catalog: Catalog): number {
  byOid ??= new Map(systemRelations().map(({ oid, name }) => [oid, sizes[name] ?? otherSize]));
  const [fixed, each] = byOid.get(relation) ?? otherSize;
  return each === 0 ? fixed : fixed + each * catalog.objectCount;
}
