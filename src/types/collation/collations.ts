/** Collations: the rows of pg_collation. They are the same in every database, so a name or an OID says all. */
import { typeOid } from '../oids.ts';
import type { Oid, TypeDef } from '../type-def.ts';
import { firstIcuOid, icuLocales } from './icu-locales.ts';

export interface Collation {
  readonly oid: Oid;
  readonly name: string;
  /** As in pg_collation: database default, libc, ICU. */
  readonly provider: 'd' | 'c' | 'i';
  /** -1: of any encoding. */
  readonly encoding: number;
  readonly libcLocale: string | null;
  readonly icuLocale: string | null;
}

const utf8 = 6;
const bytewise = (oid: Oid, name: string, encoding: number, libcLocale: string): Collation => ({
  oid,
  name,
  provider: 'c',
  encoding,
  libcLocale,
  icuLocale: null,
});

export const defaultCollation: Collation = {
  oid: 100,
  name: 'default',
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
      name: `${locale}-x-icu`,
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
export function collationByName(name: string): Collation | undefined {
  return byName.get(name);
}
export function collationByOid(oid: Oid): Collation | undefined {
  return byOid.get(oid);
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

/** The collation of this name when it orders otherwise than by bytes, else null. */
export function orderingCollation(name: string | null | undefined): Collation | null {
  if (name === null || name === undefined) return null;
  const found = byName.get(name);
  return found === undefined || isBytewise(found) ? null : found;
}

/** The version of the library and its data that order text: an index made by another one may be in another order. */
export const collationVersion: string = process.versions['icu'] ?? 'none';
