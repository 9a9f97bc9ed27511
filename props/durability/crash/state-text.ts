/**
 * A database's committed state as text: equal texts are equal states. Catalog objects by name, not OID; rows as sorted bytes.
 * The core must be one that nobody writes to: a fork, or a database that has just been opened.
 */

import type { CatalogObject } from '../../../src/catalog/catalog-parts.ts';
import { type ColumnDescriptor, storageOf } from '../../../src/catalog/index.ts';
import { ByteWriter } from '../../../src/common/byte-writer.ts';
import { crc32 } from '../../../src/common/crc32.ts';
import { permanentObjects } from '../../../src/durability/permanent.ts';
import type { DatabaseCore } from '../../../src/session/index.ts';
import type { TableStore } from '../../../src/storage/index.ts';
import { KIND_DROPPED } from '../../../src/storage/layout.ts';
import { PgArray } from '../../../src/types/array-value.ts';
import { writeDatum } from '../../../src/types/datum-codec.ts';
import { PgRecord } from '../../../src/types/record-value.ts';
import type { Datum } from '../../../src/types/type-def.ts';

const firstUserOid = 16384;
/** Longer rows are told by their length and checksum. */
const rowBytesMax = 2000;

export function stateText(core: DatabaseCore): string {
  const catalog = core.catalog.current;
  const objects = permanentObjects(catalog).filter(
    // Of what every database has, what has been granted on it.
    (object) =>
      object.oid >= firstUserOid || ('acl' in object && object.acl !== undefined) || object.kind === 'database',
  );
  const names = namesOf(objects);
  const lines: string[] = [];
  for (const object of objects) {
    lines.push(`${names.get(object.oid)} ${describe(object, names)}`);
    if (object.kind !== 'table') continue;
    const store = core.storage.tables.get(storageOf(object));
    if (store === undefined) lines.push(`${names.get(object.oid)} has no rows`);
    else for (const row of rowsOf(store, names)) lines.push(`${names.get(object.oid)}: ${row}`);
  }
  return lines.sort().join('\n');
}

/** Schema-qualified names by OID, those of what belongs to relations included. */
function namesOf(objects: readonly CatalogObject[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const object of objects) if (object.kind === 'schema') names.set(object.oid, object.name);
  for (const object of objects) {
    if (object.kind === 'schema' || object.kind === 'database' || object.kind === 'comment') continue;
    const name =
      object.kind === 'role' ? `role ${object.name}` : `${names.get(object.schema) ?? object.schema}.${object.name}`;
    names.set(object.oid, name);
    if (object.kind === 'role') {
      for (const entry of object.defaultAcls ?? []) names.set(entry.oid, `${name} default ${entry.object}`);
    }
    // The array type over a type has the OID before.
    const nameType = (type: number) => names.set(type, `type ${name}`).set(type - 1, `type ${name}[]`);
    if (object.kind === 'table' || object.kind === 'view' || object.kind === 'composite') nameType(object.rowType);
    if (object.kind === 'enum' || object.kind === 'domain') nameType(object.oid);
    if (object.kind === 'enum') for (const label of object.labels) names.set(label.oid, `${name}.${label.label}`);
    if (object.kind === 'domain') for (const item of object.constraints) names.set(item.oid, `${name}.${item.name}`);
    if (object.kind === 'view') nameDefaults(object.columns, name, names);
    if (object.kind !== 'table') continue;
    names.set(storageOf(object), name);
    for (const constraint of object.constraints) names.set(constraint.oid, `${name}.${constraint.name}`);
    nameDefaults(object.columns, name, names);
  }
  return names;
}

function nameDefaults(columns: readonly ColumnDescriptor[], relation: string, names: Map<number, string>): void {
  for (const column of columns) {
    if (column.defaultOid !== undefined) names.set(column.defaultOid, `${relation}.${column.name}.default`);
  }
}

/** Fields in the order of their names, whoever made the object; absent and undefined are the same, places in texts do not count. */
function describe(value: unknown, names: ReadonlyMap<number, string>): string {
  switch (typeof value) {
    case 'number':
      return value >= firstUserOid ? (names.get(value) ?? String(value)) : Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'string':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map((item) => describe(item, names)).join()}]`;
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined || key === 'location' || key === 'storage') continue;
    // Who refers to a table: in whatever order.
    const shown = key === 'referencedBy' ? [...(field as number[])].map((oid) => names.get(oid) ?? oid).sort() : field;
    text += `${key}:${describe(shown, names)},`;
  }
  return `${text}}`;
}

const buffer = new ByteWriter(1 << 12);

function* rowsOf(store: TableStore, names: ReadonlyMap<number, string>): Generator<string> {
  for (let s = 0; s < store.segments.length; s++) {
    const segment = store.completed(s);
    for (let slot = 0; slot < segment.count; slot++) {
      if (segment.isDead(slot)) continue;
      buffer.length = 0;
      for (let c = 0; c < store.kinds.length; c++) {
        if (!isDropped(store, c)) writeDatum(buffer, withNamedTypes(segment.read(c, slot), names));
      }
      yield buffer.length <= rowBytesMax
        ? buffer.buffer.toString('latin1', 0, buffer.length).replaceAll('\n', '\\n')
        : `${buffer.length} bytes ${crc32(buffer.buffer, 0, buffer.length, 0)}`;
    }
  }
}

/** Rows and arrays keep the OIDs of their types; a number made from the name stands for one that the database gave. */
function withNamedTypes(value: Datum, names: ReadonlyMap<number, string>): Datum {
  const typeOf = (type: number) => (type < firstUserOid ? type : codeOf(names.get(type) ?? 'no type'));
  if (value instanceof PgArray) {
    const values = value.values.map((item) => withNamedTypes(item, names));
    return new PgArray(typeOf(value.elementType), value.dims, value.lowerBounds, values);
  }
  if (value instanceof PgRecord) {
    return new PgRecord(
      value.types.map(typeOf),
      value.values.map((item) => withNamedTypes(item, names)),
    );
  }
  return value;
}

function codeOf(name: string): number {
  const bytes = Buffer.from(name);
  return crc32(bytes, 0, bytes.length, 0);
}

function isDropped(store: TableStore, column: number): boolean {
  return store.kinds[column] === KIND_DROPPED;
}
