/** CREATE COLLATION of those that the database has made. */
import { type CollationDescriptor, quoteIdentifier } from '../../catalog/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DumpObject } from './dump-order.ts';
import { type DumpSnapshot, schemasIn } from './snapshot.ts';
import { literal, qualified, roleName, schemaName } from './sql-text.ts';

/** By OID. */
export function collationObjects(snapshot: DumpSnapshot): Map<Oid, DumpObject> {
  const { catalog } = snapshot;
  const collations = schemasIn(catalog).flatMap(({ oid }) => catalog.ownCollations(oid));
  return new Map(collations.map((collation) => [collation.oid, collationObject(snapshot, collation)]));
}

function collationObject({ catalog }: DumpSnapshot, collation: CollationDescriptor): DumpObject {
  return {
    kind: 'collation',
    schema: schemaName(catalog, collation),
    name: collation.name,
    needs: new Set(),
    write(archive) {
      const name = qualified(catalog, collation);
      const place = { schema: schemaName(catalog, collation), owner: roleName(catalog, collation.owner) };
      archive.entry({
        ...place,
        name: collation.name,
        type: 'COLLATION',
        text: `CREATE COLLATION ${name} (${definition(collation)});\n`,
        owned: `COLLATION ${name}`,
      });
      const title = quoteIdentifier(collation.name);
      archive.comment({ kind: 'COLLATION', title, name }, collation.comment, place);
    },
  };
}

function definition({ provider, icuLocale, lcCollate, lcCtype }: CollationDescriptor): string {
  if (provider === 'i') return `provider = icu, locale = ${literal(icuLocale!)}`;
  const locales =
    lcCollate === lcCtype
      ? `locale = ${literal(lcCollate!)}`
      : `lc_collate = ${literal(lcCollate!)}, lc_ctype = ${literal(lcCtype!)}`;
  return `provider = libc, ${locales}`;
}
