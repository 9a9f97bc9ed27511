/** What ON COMMIT says about temporary tables, done at the end of each transaction while it can still write. */
import type { DdlContext } from './context.ts';
import { dropNodes } from './drop.ts';

/** Called by the session before a transaction commits. */
export function applyOnCommit(context: DdlContext): void {
  const { catalog } = context.transaction;
  const schema = catalog.schemaByName(context.temporarySchemaName);
  if (schema === undefined) return;
  for (const relation of catalog.relationsIn(schema.oid)) {
    if (relation.kind !== 'table') continue;
    if (relation.onCommit === 'drop') dropNodes([{ kind: 'relation', oid: relation.oid }], true, context);
    else if (relation.onCommit === 'delete' && !context.storage.isEmpty(relation)) context.storage.truncate(relation);
  }
}
