/** The relation that a utility statement names. */
import type { RelationDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { Session } from '../session.ts';

/** 42501 without USAGE on its schema, 3F000 or 42P01 for what is not there. */
export function namedRelation(session: Session, parts: readonly string[]): RelationDescriptor {
  session.identity.requireUsage(parts);
  const relation = session.catalog.resolveRelation(parts, session.searchPath);
  if (relation !== undefined) return relation;
  const schema = parts.at(-2);
  if (schema !== undefined && schema !== 'pg_temp' && session.catalog.schemaByName(schema) === undefined) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
  }
  throw sqlError('undefined_table', `relation "${parts.join('.')}" does not exist`);
}
