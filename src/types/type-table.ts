/** The index over all type rows. The families are put in by registry.ts; here is what siblings below it may import. */
import { assert } from '../common/assert.ts';
import type { Collation } from './collation/collations.ts';
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

/** The first OID that a database gives to its own objects: types below are built in. */
export const firstUserTypeOid: Oid = 16384;

/**
 * Types that a database has defined itself. Which they are depends on the catalog version that a statement sees, so whoever
 * runs statements says whose types are meant before each turn; between two turns of one statement others may have theirs.
 */
export interface UserTypes {
  byOid(oid: Oid): TypeDef | undefined;
  /** The name in messages: quoted, and qualified where the search path does not lead to it. */
  nameOf(oid: Oid): string | undefined;
  /** A collation of the database's own. */
  collation?(oid: Oid): Collation | undefined;
}

const noUserTypes: UserTypes = { byOid: () => undefined, nameOf: () => undefined };
let userTypes: UserTypes = noUserTypes;

/** From now on, user-defined types are looked up in `types`; null: there are none. Gives back what was there before. */
export function enterUserTypes(types: UserTypes | null): UserTypes {
  const before = userTypes;
  userTypes = types ?? noUserTypes;
  return before;
}

export function userTypeName(oid: Oid): string | undefined {
  return userTypes.nameOf(oid);
}

/** A collation that the database at hand has defined. */
export function ownCollation(oid: Oid): Collation | undefined {
  return userTypes.collation?.(oid);
}

let derive: (oid: Oid) => TypeDef | undefined = () => undefined;

/** Who makes the types that have no row: those under a collation, whose numbers no OID can have. */
export function deriveTypes(maker: (oid: Oid) => TypeDef | undefined): void {
  derive = maker;
}

export function typeByOid(oid: Oid): TypeDef | undefined {
  if (oid < firstUserTypeOid) return byOid.get(oid);
  return userTypes.byOid(oid) ?? derive(oid);
}

/** The type below all domains: the one whose operators and representation its values have. */
export function baseTypeOid(oid: Oid): Oid {
  if (oid < firstUserTypeOid) return oid;
  let base = oid;
  for (let domain = typeByOid(base)?.domain; domain !== undefined; domain = typeByOid(base)?.domain)
    base = domain.parent;
  return base;
}

/** By the name in pg_type: 'int4', '_text'. */
export function typeByName(name: string): TypeDef | undefined {
  return byName.get(name);
}

export function allTypes(): readonly TypeDef[] {
  return rows;
}
