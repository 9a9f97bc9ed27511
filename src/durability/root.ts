/**
 * The root: the one file whose replacement makes a checkpoint. It names the data files, the two chunks from which all else is
 * found, and the place in the log from which changes are not in them yet.
 *
 *   magic 8 · version u32 · size u32 (of what follows the 20 bytes of header) · crc u32 (of that, from the version as seed)
 *   database id 16 · next file u32 · u8 has key, key check 8 · place of the state chunk · place of the catalog chunk
 *   redo point (redo-point.ts)
 *   files: varint n, each varint number, varint size
 *
 * It is written beside the old one, synced, and renamed over it; then the directory is synced.
 */
import { ByteReader, DecodeError } from '../common/byte-reader.ts';
import { ByteWriter } from '../common/byte-writer.ts';
import { crc32 } from '../common/crc32.ts';
import { sqlError } from '../errors/index.ts';
import type { File, FileSystem } from '../host/index.ts';
import type { ChunkPlace } from './data-file.ts';
import { corruption, fileError } from './file-errors.ts';
import { DATABASE_ID_BYTES, FORMAT_VERSION, joinPath, ROOT_MAGIC, ROOT_NAME, ROOT_NEW_NAME } from './format.ts';
import { readPlace, writePlace } from './node-codec.ts';
import { readAll } from './read-all.ts';
import { type RedoPoint, readRedoPoint, writeRedoPoint } from './redo-point.ts';

export const ROOT_HEADER_BYTES = 20;
const KEY_CHECK_BYTES = 8;

export interface Root {
  readonly databaseId: Uint8Array;
  readonly nextFile: number;
  /** Tells a wrong key from damage; null: written without a key. */
  readonly keyCheck: Uint8Array | null;
  readonly state: ChunkPlace;
  readonly catalog: ChunkPlace;
  readonly redo: RedoPoint;
  readonly files: readonly { readonly number: number; readonly size: number }[];
}

/** `version`: another than this version's only for upgrades. */
export function encodeRoot(root: Root, version = FORMAT_VERSION): Uint8Array {
  const out = new ByteWriter();
  out.raw(ROOT_MAGIC);
  out.u32(version);
  out.u32(0);
  out.u32(0);
  out.raw(root.databaseId);
  out.u32(root.nextFile);
  out.u8(root.keyCheck === null ? 0 : 1);
  out.raw(root.keyCheck ?? new Uint8Array(KEY_CHECK_BYTES));
  writePlace(out, root.state);
  writePlace(out, root.catalog);
  writeRedoPoint(out, root.redo);
  out.varint(root.files.length);
  for (const { number, size } of root.files) {
    out.varint(number);
    out.varint(size);
  }
  out.patchU32(12, out.length - ROOT_HEADER_BYTES);
  out.patchU32(16, crc32(out.buffer, ROOT_HEADER_BYTES, out.length, version));
  return out.bytes;
}

/** A file to be made durable: at once, or while others work. */
export interface SyncRequest {
  now(): void;
  later(): Promise<void>;
}

/** A root beside the old one, to be synced and published. */
export class NewRoot {
  private readonly files: FileSystem;
  private readonly directory: string;
  private readonly path: string;
  private readonly file: File;

  constructor(files: FileSystem, directory: string, root: Root | Uint8Array) {
    this.files = files;
    this.directory = directory;
    this.path = joinPath(directory, ROOT_NEW_NAME);
    const bytes = root instanceof Uint8Array ? root : encodeRoot(root);
    try {
      if (files.kindOf(this.path) !== null) files.remove(this.path);
      this.file = files.open(this.path, 'create');
      this.file.write(bytes, 0, bytes.length, 0);
    } catch (error) {
      throw fileError(error, 'write', this.path);
    }
  }

  sync(): void {
    try {
      this.file.sync();
    } catch (error) {
      throw fileError(error, 'sync', this.path);
    }
  }

  async syncLater(): Promise<void> {
    try {
      await this.file.syncLater();
    } catch (error) {
      throw fileError(error, 'sync', this.path);
    }
  }

  /** Takes the old root's place; durable when it returns. After an error nobody knows which of the two is there. */
  publish(): void {
    try {
      this.file.close();
      this.files.rename(this.path, joinPath(this.directory, ROOT_NAME));
      this.files.syncDirectory(this.directory);
    } catch (error) {
      throw fileError(error, 'rename', this.path);
    }
  }
}

/** Replaces the root, which may be that of another format, as bytes; durable when it returns. */
export function publishRoot(files: FileSystem, directory: string, root: Root | Uint8Array): void {
  const made = new NewRoot(files, directory, root);
  made.sync();
  made.publish();
}

/** null: there is no root. A newer format is refused by name. */
export function readRoot(files: FileSystem, directory: string): Root | null {
  const path = joinPath(directory, ROOT_NAME);
  const bytes = readAll(files, path);
  if (bytes === null) return null;
  const problem = rootProblem(bytes);
  if (problem !== null) throw corruption(path, problem.offset, problem.what);
  const version = new ByteReader(bytes, ROOT_MAGIC.length).u32();
  // The header and its checksum are the same in all formats, so this is no damage.
  if (version > FORMAT_VERSION) throw newerFormat(directory, version, FORMAT_VERSION);
  try {
    return decodeRoot(new ByteReader(bytes, ROOT_HEADER_BYTES));
  } catch (error) {
    if (error instanceof DecodeError) throw corruption(path, ROOT_HEADER_BYTES, error.message);
    throw error;
  }
}

/** What is wrong with the bytes of a root of any format; null: nothing. */
export function rootProblem(bytes: Uint8Array): { readonly offset: number; readonly what: string } | null {
  if (bytes.length < ROOT_HEADER_BYTES) return { offset: 0, what: 'the file ends within its header' };
  const header = new ByteReader(bytes);
  if (!Buffer.from(header.raw(ROOT_MAGIC.length)).equals(ROOT_MAGIC)) return { offset: 0, what: 'this is no root' };
  const version = header.u32();
  const size = header.u32();
  const crc = header.u32();
  if (size !== bytes.length - ROOT_HEADER_BYTES)
    return { offset: 12, what: 'the root has another length than it says' };
  if (crc32(bytes, ROOT_HEADER_BYTES, bytes.length, version) === crc) return null;
  return { offset: 16, what: 'the checksum does not match' };
}

export function newerFormat(directory: string, found: number, known: number): Error {
  return sqlError(
    'object_not_in_prerequisite_state',
    `the data directory "${directory}" was written by a newer version of AionDB: its format is ${found}, this version knows formats up to ${known}`,
    { hint: 'Install the newer version of AionDB.' },
  );
}

function decodeRoot(input: ByteReader): Root {
  const databaseId = input.raw(DATABASE_ID_BYTES);
  const nextFile = input.u32();
  const hasKey = input.u8() === 1;
  const check = input.raw(KEY_CHECK_BYTES);
  const state = readPlace(input);
  const catalog = readPlace(input);
  const redo = readRedoPoint(input);
  const files: { number: number; size: number }[] = [];
  for (let n = input.count(2); n > 0; n--) {
    const number = input.varint();
    files.push({ number, size: input.varint() });
  }
  return {
    databaseId,
    nextFile,
    keyCheck: hasKey ? check : null,
    state,
    catalog,
    redo,
    files,
  };
}
