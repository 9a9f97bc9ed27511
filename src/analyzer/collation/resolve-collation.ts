/** Names of collations. All are in pg_catalog. */
import type { Catalog } from '../../catalog/catalog.ts';
import { sqlError } from '../../errors/index.ts';
import { type Collation, collationByName } from '../../types/collation/index.ts';

/** `location` -1: the error has no position. */
export function resolveCollation(parts: readonly string[], location: number, catalog: Catalog): Collation {
  const [schema, name] = parts.length === 1 ? ['pg_catalog', parts[0]!] : [parts.at(-2)!, parts.at(-1)!];
  const place = location < 0 ? {} : { location };
  if (catalog.schemaByName(schema) === undefined) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`, place);
  }
  const collation = schema === 'pg_catalog' ? collationByName(name) : undefined;
  if (collation !== undefined) return collation;
  throw sqlError('undefined_object', `collation "${parts.join('.')}" for encoding "UTF8" does not exist`, place);
}
