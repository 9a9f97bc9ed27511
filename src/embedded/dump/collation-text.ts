/** COLLATE as pg_dump writes it: where it is not what the type has anyhow. */
import { quoteIdentifier } from '../../parser/index.ts';
import { ownCollationOid } from '../../types/collation/index.ts';
import type { Oid } from '../../types/index.ts';
import type { DumpSnapshot } from './snapshot.ts';
import { qualified } from './sql-text.ts';

export function collationText(collation: string | null, type: Oid, catalog: DumpSnapshot['catalog']): string {
  if (collation === null || collation === (domainCollation(type, catalog) ?? 'default')) return '';
  return ` COLLATE ${collationName(collation, catalog)}`;
}

/** Its name with the schema. */
export function collationName(key: string, catalog: DumpSnapshot['catalog']): string {
  const oid = ownCollationOid(key);
  const own = oid === null ? undefined : catalog.ownCollation(oid);
  return own === undefined ? `pg_catalog.${quoteIdentifier(key)}` : qualified(catalog, own);
}

/** That of a domain, or of one below it; null: none was given. */
function domainCollation(type: Oid, catalog: DumpSnapshot['catalog']): string | null {
  const own = catalog.ownType(type);
  return own?.kind === 'domain' ? (own.collation ?? domainCollation(own.base, catalog)) : null;
}
