/** Schemas. A new database has public already, with an owner and a comment, so only what was changed of it is written. */
import { databaseOwnerRoleOid, publicOid, quoteIdentifier, type SchemaDescriptor } from '../../catalog/index.ts';
import type { DumpObject } from './dump-order.ts';
import { type DumpSnapshot, schemasIn } from './snapshot.ts';
import { roleName } from './sql-text.ts';

const publicComment = 'standard public schema';

export function schemaObjects(snapshot: DumpSnapshot): DumpObject[] {
  return schemasIn(snapshot.catalog).map((schema) => schemaObject(snapshot, schema));
}

function schemaObject({ catalog }: DumpSnapshot, schema: SchemaDescriptor): DumpObject {
  const quoted = quoteIdentifier(schema.name);
  const isPublic = schema.oid === publicOid;
  const place = { schema: null, owner: roleName(catalog, schema.owner) };
  return {
    kind: 'schema',
    schema: '',
    name: schema.name,
    needs: new Set(),
    write(archive) {
      const text = isPublic ? '-- *not* creating schema, since initdb creates it\n' : `CREATE SCHEMA ${quoted};\n`;
      if (!isPublic || schema.owner !== databaseOwnerRoleOid) {
        archive.entry({ ...place, name: schema.name, type: 'SCHEMA', text, owned: `SCHEMA ${quoted}` });
      }
      const comment = isPublic ? changedComment(schema.comment) : schema.comment;
      archive.comment({ kind: 'SCHEMA', title: quoted, name: quoted }, comment, place);
    },
  };
}

/** An empty comment removes the one that a new database has. */
function changedComment(comment: string | null): string | null {
  return comment === publicComment ? null : (comment ?? '');
}
