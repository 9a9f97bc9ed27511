/** The privileges of all objects, in the order of the objects, and what ALTER DEFAULT PRIVILEGES has said. */
import { classOids, publicOid, quoteIdentifier, type RelationDescriptor } from '../../catalog/index.ts';
import {
  type Acl,
  CREATE,
  defaultAcl,
  entry,
  kindOf,
  type ObjectRef,
  ownerOf,
  PUBLIC,
  relationRef,
  type SecurableKind,
  schemaRef,
  storedAcl,
  systemAcl,
  typeRef,
  USAGE,
} from '../../catalog/privileges/index.ts';
import { argOids, functionByOid } from '../../functions/registry.ts';
import { compareText, formatType } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { aclText } from './acl-text.ts';
import type { Archive } from './archive.ts';
import { type DumpSnapshot, schemasIn } from './snapshot.ts';
import { qualified, roleName, schemaName } from './sql-text.ts';

interface Place {
  /** As in the title of the entry: `TABLE t`. */
  readonly title: string;
  readonly on: string;
  readonly schema: string | null;
  readonly column?: string;
  readonly base?: Acl;
}

/** `relations`: types and relations in the order in which they have been written. */
export function writeAcls(snapshot: DumpSnapshot, relations: readonly number[], archive: Archive): void {
  const writer = new AclWriter(snapshot, archive);
  const { catalog } = snapshot;
  const schemas = [...schemasIn(catalog)].sort((a, b) => compareText(a.name, b.name));
  for (const { oid, name, owner } of schemas) {
    const quoted = quoteIdentifier(name);
    const base = oid === publicOid ? { base: publicBase(owner) } : {};
    writer.write(schemaRef(oid), { title: `SCHEMA ${quoted}`, on: `SCHEMA ${quoted}`, schema: null, ...base });
  }
  for (const oid of relations) writer.writeType(oid);
  writer.writeSystem(false);
  const found = relations.map((oid) => catalog.relation(oid)).filter((relation) => relation !== undefined);
  // Nothing depends on relations of the system: they stand behind all whose schemas have lesser names.
  const place = found.findLastIndex((relation) => schemaName(catalog, relation) < 'pg_catalog') + 1;
  const write = (relation: RelationDescriptor): void =>
    writer.writeRelation(relation, qualified(catalog, relation), schemaName(catalog, relation));
  found.slice(0, place).forEach(write);
  writer.writeSystem(true);
  found.slice(place).forEach(write);
  writer.writeDefaults();
}

/** Whoever owns schema public has, and has granted, what its first owner had. */
function publicBase(owner: Oid): Acl {
  return [entry(owner, owner, USAGE | CREATE), entry(PUBLIC, owner, USAGE)];
}

class AclWriter {
  private readonly snapshot: DumpSnapshot;
  private readonly archive: Archive;

  constructor(snapshot: DumpSnapshot, archive: Archive) {
    this.snapshot = snapshot;
    this.archive = archive;
  }

  write(ref: ObjectRef, place: Place): void {
    const { catalog } = this.snapshot;
    const acl = storedAcl(catalog, ref);
    if (acl === undefined) return;
    const kind = kindOf(catalog, ref);
    const owner = ownerOf(catalog, ref);
    const base = place.base ?? defaultAcl(kind, owner);
    const object = { kind, on: place.on, owner, ...(place.column !== undefined && { column: place.column }) };
    const text = aclText(acl, base, object, (role) => roleName(catalog, role));
    if (text === '') return;
    this.archive.entry({ name: place.title, type: 'ACL', schema: place.schema, owner: roleName(catalog, owner), text });
  }

  writeType(oid: number): void {
    const { catalog } = this.snapshot;
    const own = catalog.ownType(oid);
    const type = own ?? catalog.relation(oid);
    if (type === undefined || (own === undefined && type.kind !== 'composite')) return;
    const ref = typeRef('rowType' in type ? type.rowType : type.oid);
    const title = `TYPE ${quoteIdentifier(type.name)}`;
    this.write(ref, { title, on: `TYPE ${qualified(catalog, type)}`, schema: schemaName(catalog, type) });
  }

  writeRelation(relation: RelationDescriptor, name: string, schema: string): void {
    if (relation.kind === 'index' || relation.kind === 'composite') return;
    const word = relation.kind === 'sequence' ? 'SEQUENCE' : 'TABLE';
    const short = quoteIdentifier(relation.name);
    this.write(relationRef(relation.oid), { title: `${word} ${short}`, on: `${word} ${name}`, schema });
    if (!('columns' in relation)) return;
    relation.columns.forEach((column, i) => {
      if (column.dropped || column.acl === undefined) return;
      this.writeColumn(relation, i + 1, column.name, name, schema);
    });
  }

  private writeColumn(
    relation: RelationDescriptor,
    number: number,
    column: string,
    name: string,
    schema: string,
  ): void {
    const title = `COLUMN ${quoteIdentifier(relation.name)}.${quoteIdentifier(column)}`;
    this.write(relationRef(relation.oid, number), { title, on: `TABLE ${name}`, schema, column });
  }

  /** What has been granted on what is built in. */
  writeSystem(relations: boolean): void {
    const { catalog } = this.snapshot;
    for (const { class: of, object, column } of catalog.database?.systemAcls ?? []) {
      if ((of === classOids.pg_class) !== relations) continue;
      const ref: ObjectRef = { class: of, oid: object, column };
      const base = systemAcl(catalog, ref) ?? defaultAcl(kindOf(catalog, ref), ownerOf(catalog, ref));
      if (of === classOids.pg_proc) {
        const def = functionByOid(object)!;
        const signature = `${def.name}(${argOids(def)
          .map((type) => formatType(type))
          .join(', ')})`;
        this.write(ref, {
          title: `FUNCTION ${signature}`,
          on: `FUNCTION pg_catalog.${signature}`,
          schema: 'pg_catalog',
          base,
        });
      } else if (of === classOids.pg_class) {
        const relation = catalog.relation(object);
        if (relation?.kind !== 'catalogRelation') continue;
        const schema = schemaName(catalog, relation);
        const name = qualified(catalog, relation);
        if (column === 0) this.write(ref, { title: `TABLE ${relation.name}`, on: `TABLE ${name}`, schema, base });
        else {
          const own = relation.columns[column - 1]!.name;
          const title = `COLUMN ${relation.name}.${quoteIdentifier(own)}`;
          this.write(ref, { title, on: `TABLE ${name}`, schema, column: own, base: systemAcl(catalog, ref) ?? [] });
        }
      } else if (of === classOids.pg_language) {
        this.write(ref, { title: 'LANGUAGE sql', on: 'LANGUAGE sql', schema: null, base });
      } else if (of === classOids.pg_type && catalog.typeOwner(object) === undefined) {
        const type = formatType(object);
        this.write(ref, { title: `TYPE ${type}`, on: `TYPE pg_catalog.${type}`, schema: 'pg_catalog', base });
      }
    }
  }

  writeDefaults(): void {
    const { catalog } = this.snapshot;
    const entries = catalog.roles().flatMap((role) =>
      (role.defaultAcls ?? []).map((item) => {
        const schema = item.schema === 0 ? null : catalog.schema(item.schema)!.name;
        // Those of schemas come first.
        return {
          role,
          item,
          schema,
          key: `${schema === null ? '1' : `0${schema}`}\u0000${item.object}\u0000${role.name}`,
        };
      }),
    );
    for (const { role, item, schema } of entries.sort((a, b) => compareText(a.key, b.key))) {
      const { kind, word } = defaultObjects[item.object];
      const place = schema === null ? '' : `IN SCHEMA ${quoteIdentifier(schema)} `;
      const base = schema === null ? defaultAcl(kind, role.oid) : [];
      const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role.name)} ${place}`;
      const object = { kind, on: `${word} `, owner: role.oid, prefix };
      const text = aclText(item.acl, base, object, (other) => roleName(catalog, other));
      const name = `DEFAULT PRIVILEGES FOR ${word}`;
      this.archive.entry({ name, type: 'DEFAULT ACL', schema, owner: role.name, text });
    }
  }
}

const defaultObjects: Readonly<
  Record<'r' | 'S' | 'f' | 'T' | 'n', { readonly kind: SecurableKind; readonly word: string }>
> = {
  r: { kind: 'table', word: 'TABLES' },
  S: { kind: 'sequence', word: 'SEQUENCES' },
  f: { kind: 'function', word: 'FUNCTIONS' },
  T: { kind: 'type', word: 'TYPES' },
  n: { kind: 'schema', word: 'SCHEMAS' },
};
