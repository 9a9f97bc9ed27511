/** Names of collations: those of pg_catalog, and those that the database has made. */
import type { Catalog } from '../../catalog/catalog.ts';
import { sqlError } from '../../errors/index.ts';
import type { Collation } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';

/** `location` -1: the error has no position. */
export function resolveCollation(
  parts: readonly string[],
  location: number,
  catalog: Catalog,
  searchPath: readonly Oid[],
): Collation {
  const place = location < 0 ? {} : { location };
  const schema = parts.at(-2);
  if (schema !== undefined && catalog.schemaByName(schema) === undefined) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`, place);
  }
  const collation = catalog.resolveCollation(parts, searchPath);
  if (collation !== undefined) return collation;
  throw sqlError('undefined_object', `collation "${parts.join('.')}" for encoding "UTF8" does not exist`, place);
}
