/**
 * The two chunks a root names. The catalog: varint objects, then each as catalog/object-codec.ts has it. The state:
 *
 *   text database name · text bootstrap user · varint next OID · varint next transaction id
 *   sequences (sequence-codec.ts)
 *   tables: varint n, each varint oid, place of the table chunk
 *   place of the catalog chunk · redo point as in the root (root.ts): with these a lost root can be made again
 */
import type { CatalogObject } from '../catalog/catalog-parts.ts';
import { ObjectReader, ObjectWriter } from '../catalog/object-codec.ts';
import type { ByteReader } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import type { ChunkPlace } from './data-file.ts';
import { readPlace, writePlace } from './node-codec.ts';
import { type RedoPoint, readRedoPoint, writeRedoPoint } from './redo-point.ts';
import { readSequences, type SequenceImage, writeSequences } from './sequence-codec.ts';

export interface StoredState {
  readonly name: string;
  readonly bootstrapUser: string;
  readonly nextOid: number;
  readonly nextTransactionId: number;
  readonly sequences: readonly SequenceImage[];
  readonly tables: readonly { readonly oid: number; readonly place: ChunkPlace }[];
  readonly catalog: ChunkPlace;
  readonly redo: RedoPoint;
}

export function writeState(out: ByteWriter, state: StoredState): void {
  out.text(state.name);
  out.text(state.bootstrapUser);
  out.varint(state.nextOid);
  out.varint(state.nextTransactionId);
  writeSequences(out, state.sequences);
  out.varint(state.tables.length);
  for (const { oid, place } of state.tables) {
    out.varint(oid);
    writePlace(out, place);
  }
  writePlace(out, state.catalog);
  writeRedoPoint(out, state.redo);
}

export function readState(input: ByteReader): StoredState {
  const name = input.text();
  const bootstrapUser = input.text();
  const nextOid = input.varint();
  const nextTransactionId = input.varint();
  const sequences = readSequences(input);
  const tables: { oid: number; place: ChunkPlace }[] = [];
  for (let n = input.count(4); n > 0; n--) {
    const oid = input.varint();
    tables.push({ oid, place: readPlace(input) });
  }
  const catalog = readPlace(input);
  return { name, bootstrapUser, nextOid, nextTransactionId, sequences, tables, catalog, redo: readRedoPoint(input) };
}

export function writeCatalog(out: ByteWriter, objects: readonly CatalogObject[]): void {
  out.varint(objects.length);
  const writer = new ObjectWriter(out);
  for (const object of objects) writer.write(object);
}

export function readCatalog(input: ByteReader): CatalogObject[] {
  const objects: CatalogObject[] = [];
  const reader = new ObjectReader(input);
  for (let n = input.count(4); n > 0; n--) objects.push(reader.readObject());
  return objects;
}
