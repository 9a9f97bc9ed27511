/** The index over all type rows. The families are put in by registry.ts; here is what siblings below it may import. */
import { assert } from '../common/assert.ts';
import type { Oid, TypeDef } from './type-def.ts';

const byOid = new Map<Oid, TypeDef>();
const byName = new Map<string, TypeDef>();
const rows: TypeDef[] = [];

/** Adds rows to the tables; each OID and each name once. */
export function registerTypes(types: readonly TypeDef[]): void {
  for (const type of types) {
    assert(!byOid.has(type.oid), `type OID ${type.oid} is registered twice`);
    assert(!byName.has(type.name), `type name ${type.name} is registered twice`);
    byOid.set(type.oid, type);
    byName.set(type.name, type);
    rows.push(type);
  }
}

export function typeByOid(oid: Oid): TypeDef | undefined {
  return byOid.get(oid);
}

/** By the name in pg_type: 'int4', '_text'. */
export function typeByName(name: string): TypeDef | undefined {
  return byName.get(name);
}

export function allTypes(): readonly TypeDef[] {
  return rows;
}
