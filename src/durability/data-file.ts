/**
 * A data file: a header, then chunks. It is written by one checkpoint and never changed afterwards.
 *
 *   header, 64 bytes: magic 8 · version u32 · number u32 · database id 16 · salt 16 · zeros · crc u32 (of the 60 bytes before)
 *   chunk: magic u32 · size u32 (of what follows the 16 bytes of header) · kind u32 · crc u32 · bytes
 *
 * A chunk's crc covers its bytes and starts from its file's number, its offset and its kind, so a chunk in another place than it
 * was written to does not pass. With a key, bytes = counter u64 · sealed bytes.
 */
import { ByteReader, DecodeError } from '../common/byte-reader.ts';
import { crc32 } from '../common/crc32.ts';
import type { File, FileSystem } from '../host/index.ts';
import { corruption, fileError } from './file-errors.ts';
import {
  CHUNK_MAGIC,
  DATA_MAGIC,
  DATABASE_ID_BYTES,
  dataFileName,
  FORMAT_VERSION,
  joinPath,
  SALT_BYTES,
} from './format.ts';
import { locationOf, openBytes, type Sealer, type SealerOf } from './sealer.ts';

export const DATA_HEADER_BYTES = 64;
export const CHUNK_HEADER_BYTES = 16;
export const COUNTER_BYTES = 8;

export const CHUNK_VECTOR = 1;
export const CHUNK_NUMBER_NODE = 2;
export const CHUNK_GENERIC_NODE = 3;
export const CHUNK_TABLE = 4;
export const CHUNK_CATALOG = 5;
export const CHUNK_STATE = 6;

/** Where a chunk is: header included. */
export interface ChunkPlace {
  readonly file: number;
  readonly offset: number;
  readonly size: number;
}

export function chunkSeed(file: number, offset: number, kind: number): number {
  return (Math.imul(file, 0x9e3779b1) ^ Math.imul(offset, 0x85ebca6b) ^ Math.imul(kind, 0xc2b2ae35)) >>> 0;
}

/** The handle of a file whose name may have gone is closed when nobody can read from it any more: forks may for long. */
const handles = new FinalizationRegistry<File>((file) => file.close());

export class DataFile {
  readonly number: number;
  readonly path: string;
  /** Of the whole file. */
  size: number;
  readonly sealer: Sealer | null;
  private readonly file: File;

  constructor(number: number, path: string, file: File, size: number, sealer: Sealer | null) {
    this.number = number;
    this.path = path;
    this.file = file;
    this.size = size;
    this.sealer = sealer;
    handles.register(this, file);
  }

  /** Opens a file of the database and checks its header. */
  static open(
    files: FileSystem,
    directory: string,
    number: number,
    databaseId: Uint8Array,
    sealerOf: SealerOf,
  ): DataFile {
    const path = joinPath(directory, dataFileName(number));
    let file: File;
    const header = new Uint8Array(DATA_HEADER_BYTES);
    let read = 0;
    let size = 0;
    try {
      file = files.open(path, 'read');
      read = file.read(header, 0, DATA_HEADER_BYTES, 0);
      size = file.size();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw corruption(path, null, 'the file is missing');
      throw fileError(error, 'open', path);
    }
    const salt = checkHeader(header, read, path, number, databaseId);
    return new DataFile(number, path, file, size, sealerOf === null ? null : sealerOf(salt, 'data'));
  }

  /** The bytes of a chunk, checked. */
  readChunk(offset: number, size: number, kind: number): ByteReader {
    const bytes = new Uint8Array(size);
    let read: number;
    try {
      read = this.file.read(bytes, 0, size, offset);
    } catch (error) {
      throw fileError(error, 'read', this.path);
    }
    if (read < size || size < CHUNK_HEADER_BYTES) throw corruption(this.path, offset, 'the file ends within a chunk');
    const header = new ByteReader(bytes);
    if (header.u32() !== CHUNK_MAGIC) throw corruption(this.path, offset, 'no chunk begins here');
    const stored = header.u32();
    const found = header.u32();
    if (stored !== size - CHUNK_HEADER_BYTES || found !== kind) {
      throw corruption(this.path, offset, 'another chunk was expected here');
    }
    const crc = header.u32();
    if (crc32(bytes, CHUNK_HEADER_BYTES, size, chunkSeed(this.number, offset, kind)) !== crc) {
      throw corruption(this.path, offset, 'the checksum of the chunk does not match');
    }
    if (this.sealer === null) return new ByteReader(bytes, CHUNK_HEADER_BYTES);
    const counter = header.u64();
    const plain = openBytes(this.sealer, bytes.subarray(header.position), counter, locationOf(this.number, offset));
    if (plain === null) throw corruption(this.path, offset, 'the chunk cannot be decrypted');
    return new ByteReader(plain);
  }

  /** Bytes as they are, fewer where the file ends: for whoever looks for what is left of it. */
  readUnchecked(offset: number, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    try {
      return bytes.subarray(0, this.file.read(bytes, 0, size, offset));
    } catch (error) {
      throw fileError(error, 'read', this.path);
    }
  }

  /** Runs a decoder of the chunk; what it cannot make sense of is damage here. */
  decode<T>(place: ChunkPlace, kind: number, decoder: (bytes: ByteReader) => T): T {
    const bytes = this.readChunk(place.offset, place.size, kind);
    try {
      return decoder(bytes);
    } catch (error) {
      if (error instanceof DecodeError) throw corruption(this.path, place.offset, error.message);
      throw error;
    }
  }
}

/** The salt. */
function checkHeader(
  header: Uint8Array,
  read: number,
  path: string,
  number: number,
  databaseId: Uint8Array,
): Uint8Array {
  if (read < DATA_HEADER_BYTES) throw corruption(path, 0, 'the file ends within its header');
  const bytes = new ByteReader(header);
  const magic = Buffer.from(bytes.raw(DATA_MAGIC.length));
  if (!magic.equals(DATA_MAGIC)) throw corruption(path, 0, 'this is no data file');
  const version = bytes.u32();
  const found = bytes.u32();
  const id = Buffer.from(bytes.raw(DATABASE_ID_BYTES));
  const salt = bytes.raw(SALT_BYTES);
  const crc = new ByteReader(header, DATA_HEADER_BYTES - 4).u32();
  if (crc32(header, 0, DATA_HEADER_BYTES - 4, 0) !== crc)
    throw corruption(path, 0, 'the checksum of the header does not match');
  if (version !== FORMAT_VERSION) throw corruption(path, 8, `format ${version} was not expected`);
  if (found !== number) throw corruption(path, 12, `the file says that it is ${dataFileName(found)}`);
  if (!id.equals(databaseId)) throw corruption(path, 16, 'the file belongs to another database');
  return salt;
}
