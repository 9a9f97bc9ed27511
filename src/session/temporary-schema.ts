/** Schemas of temporary objects go with the sessions they were made for. */
import { isTemporarySchemaName, storageOf } from '../catalog/index.ts';
import type { DatabaseCore } from './database-core.ts';

/** The session has ended: what is in its schema is nobody's. */
export function dropTemporarySchema(core: DatabaseCore, name: string): void {
  const catalog = core.catalog.current;
  const schema = catalog.schemaByName(name);
  if (schema === undefined) return;
  const ddl = core.catalog.begin();
  for (const relation of catalog.relationsIn(schema.oid)) {
    ddl.remove(relation.oid);
    if (relation.kind === 'table') core.storage.drop(storageOf(relation));
    if (relation.kind === 'sequence') core.sequences.remove(storageOf(relation));
  }
  ddl.remove(schema.oid);
  ddl.commit();
}

/** Sessions of a fork count anew, and must not find what those of its origin have under the same name. */
export function dropTemporarySchemas(core: DatabaseCore): void {
  for (const { name } of core.catalog.current.schemas())
    if (isTemporarySchemaName(name)) dropTemporarySchema(core, name);
}
