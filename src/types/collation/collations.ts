/**
 * Collations: the rows of pg_collation. Those built in are the same in every database, so a name or an OID says all; those of a
 * database are found by the key that descriptors and trees have, or by their OID.
 */
import { typeOid } from '../oids.ts';
import type { Oid, TypeDef } from '../type-def.ts';
import { firstUserTypeOid, ownCollation } from '../type-table.ts';
import { firstIcuOid, icuLocales } from './icu-locales.ts';

export interface Collation {
  readonly oid: Oid;
  /** What stands for it in descriptors and trees: the name of a built-in one, `#` and the OID of others. */
  readonly key: string;
  readonly name: string;
  readonly schema: Oid;
  /** As in pg_collation: database default, libc, ICU. */
  readonly provider: 'd' | 'c' | 'i';
  /** -1: of any encoding. */
  readonly encoding: number;
  readonly libcLocale: string | null;
  readonly icuLocale: string | null;
}

const pgCatalogOid: Oid = 11;
const utf8 = 6;
const bytewise = (oid: Oid, name: string, encoding: number, libcLocale: string): Collation => ({
  oid,
  key: name,
  name,
  schema: pgCatalogOid,
  provider: 'c',
  encoding,
  libcLocale,
  icuLocale: null,
});

export const defaultCollation: Collation = {
  oid: 100,
  key: 'default',
  name: 'default',
  schema: pgCatalogOid,
  provider: 'd',
  encoding: -1,
  libcLocale: null,
  icuLocale: null,
};
export const cCollation: Collation = bytewise(950, 'C', -1, 'C');

const collations: readonly Collation[] = [
  defaultCollation,
  cCollation,
  bytewise(951, 'POSIX', -1, 'POSIX'),
  bytewise(12340, 'ucs_basic', utf8, 'C'),
  ...icuLocales.map(
    (locale, i): Collation => ({
      oid: firstIcuOid + i,
      key: `${locale}-x-icu`,
      name: `${locale}-x-icu`,
      schema: pgCatalogOid,
      provider: 'i',
      encoding: -1,
      libcLocale: null,
      icuLocale: locale,
    }),
  ),
];
const byName = new Map(collations.map((collation) => [collation.name, collation]));
const byOid = new Map(collations.map((collation) => [collation.oid, collation]));

export function allCollations(): readonly Collation[] {
  return collations;
}
/** A built-in one. */
export function collationByName(name: string): Collation | undefined {
  return byName.get(name);
}
export function collationByKey(key: string): Collation | undefined {
  return key.startsWith(ownPrefix) ? ownCollation(Number(key.slice(1))) : byName.get(key);
}
export function collationByOid(oid: Oid): Collation | undefined {
  return oid < firstUserTypeOid ? byOid.get(oid) : ownCollation(oid);
}

const ownPrefix = '#';

/** The key of a collation of a database's own. */
export function ownCollationKey(oid: Oid): string {
  return `${ownPrefix}${oid}`;
}
/** The OID in the key of a database's own; null: it is that of a built-in one. */
export function ownCollationOid(key: string): Oid | null {
  return key.startsWith(ownPrefix) ? Number(key.slice(1)) : null;
}

/** The collation of a type's values where nothing else is said; null: none. `type` is no domain. */
export function collationOfType(type: TypeDef): Collation | null {
  if (!type.collatable) return null;
  return type.oid === typeOid.name || type.oid === typeOid._name ? cCollation : defaultCollation;
}

/** What orders text as the default collation does, which is by bytes; also what has no collation at all. */
export function isBytewise(collation: Collation | null | undefined): boolean {
  return collation === null || collation === undefined || collation.provider !== 'i';
}

/** The collation of this key when it orders otherwise than by bytes, else null. */
export function orderingCollation(key: string | null | undefined): Collation | null {
  if (key === null || key === undefined) return null;
  const found = collationByKey(key);
  return found === undefined || isBytewise(found) ? null : found;
}

/** The version of the library and its data that order text: an index made by another one may be in another order. */
export const collationVersion: string = process.versions['icu'] ?? 'none';
