/**
 * A data file from its first chunk to its last, whoever needs them. Behind damage the walk goes on at the next whole chunk, which
 * its magic number and checksum tell: they depend on the place.
 */
import { ByteReader } from '../../common/byte-reader.ts';
import type { FileSystem } from '../../host/index.ts';
import {
  CHUNK_CATALOG,
  CHUNK_GENERIC_NODE,
  CHUNK_HEADER_BYTES,
  CHUNK_NUMBER_NODE,
  CHUNK_STATE,
  CHUNK_TABLE,
  CHUNK_VECTOR,
  type ChunkPlace,
  DATA_HEADER_BYTES,
  DataFile,
} from '../data-file.ts';
import { isCorruption } from '../file-errors.ts';
import { CHUNK_MAGIC, DATABASE_ID_BYTES, dataFileName, joinPath } from '../format.ts';
import { readGenericNode, readNumberNode } from '../node-codec.ts';
import type { SealerOf } from '../sealer.ts';
import { readCatalog, readState } from '../state-codec.ts';
import { readTable } from '../table-codec.ts';
import { readVector } from '../vector-codec.ts';
import type { Findings } from './findings.ts';

const decoders: Readonly<Record<number, (bytes: ByteReader) => unknown>> = {
  [CHUNK_VECTOR]: (bytes) => readVector(bytes),
  [CHUNK_NUMBER_NODE]: readNumberNode,
  [CHUNK_GENERIC_NODE]: readGenericNode,
  [CHUNK_TABLE]: readTable,
  [CHUNK_CATALOG]: readCatalog,
  [CHUNK_STATE]: readState,
};

export interface FoundChunk extends ChunkPlace {
  readonly kind: number;
}

export interface ScannedFile {
  readonly name: string;
  readonly number: number;
  readonly size: number;
  /** null: the header is damaged, and the chunks that follow may be whole nevertheless. */
  readonly dataFile: DataFile | null;
  readonly chunks: readonly FoundChunk[];
  /** Stretches of bytes that are no chunk. */
  readonly damagedStretches: number;
}

export interface ScanOptions {
  readonly files: FileSystem;
  readonly directory: string;
  readonly databaseId: Uint8Array;
  readonly sealerOf: SealerOf;
}

/** The database that a data file says it belongs to; null: its header cannot be read. */
export function databaseIdIn(files: FileSystem, directory: string, number: number): Uint8Array | null {
  const file = files.open(joinPath(directory, dataFileName(number)), 'read');
  try {
    const header = new Uint8Array(DATA_HEADER_BYTES);
    if (file.read(header, 0, header.length, 0) < header.length) return null;
    const id = header.slice(16, 16 + DATABASE_ID_BYTES);
    DataFile.open(files, directory, number, id, null);
    return id;
  } catch (error) {
    if (isCorruption(error)) return null;
    throw error;
  } finally {
    file.close();
  }
}

/** `end`: where the root says that the file ends; null: it does not name the file. */
export function scanDataFile(
  options: ScanOptions,
  number: number,
  end: number | null,
  findings: Findings,
): ScannedFile {
  const { files, directory } = options;
  const name = dataFileName(number);
  const opened = findings.attempt(() => DataFile.open(files, directory, number, options.databaseId, options.sealerOf));
  const dataFile = opened ?? withoutHeader(options, number);
  const size = sizeOf(files, joinPath(directory, name));
  const limit = end === null ? size : Math.min(end, size);
  if (end !== null && size < end) findings.damage(name, size, `the file should have ${end} bytes`);
  if (end !== null && size > end) findings.note(`${name} has ${size - end} bytes behind its end`);
  const chunks: FoundChunk[] = [];
  let stretches = 0;
  for (let at = DATA_HEADER_BYTES; dataFile !== null && at < limit; ) {
    const chunk = chunkAt(dataFile, at, limit);
    if (chunk === null) {
      stretches++;
      // A file that no root names may have been cut off while it was written.
      if (end !== null) findings.damage(name, at, whyNone(dataFile, at, limit));
      at = nextChunk(dataFile, at + 1, limit);
    } else {
      chunks.push(chunk);
      at += chunk.size;
    }
  }
  return { name, number, size, dataFile, chunks, damagedStretches: stretches };
}

/** Without a key nothing that is in the header is needed to read chunks. */
function withoutHeader(options: ScanOptions, number: number): DataFile | null {
  if (options.sealerOf !== null) return null;
  const path = joinPath(options.directory, dataFileName(number));
  const file = options.files.open(path, 'read');
  return new DataFile(number, path, file, file.size(), null);
}

function sizeOf(files: FileSystem, path: string): number {
  const file = files.open(path, 'read');
  try {
    return file.size();
  } finally {
    file.close();
  }
}

function sizeAt(file: DataFile, at: number, limit: number): { size: number; kind: number } | null {
  if (at + CHUNK_HEADER_BYTES > limit) return null;
  const header = new ByteReader(file.readUnchecked(at, CHUNK_HEADER_BYTES));
  if (header.u32() !== CHUNK_MAGIC) return null;
  const size = header.u32() + CHUNK_HEADER_BYTES;
  return at + size > limit ? null : { size, kind: header.u32() };
}

function chunkAt(file: DataFile, at: number, limit: number): FoundChunk | null {
  const found = sizeAt(file, at, limit);
  const decoder = found === null ? undefined : decoders[found.kind];
  if (found === null || decoder === undefined) return null;
  const place = { file: file.number, offset: at, size: found.size };
  try {
    file.decode(place, found.kind, decoder);
  } catch (error) {
    if (isCorruption(error)) return null;
    throw error;
  }
  return { ...place, kind: found.kind };
}

function whyNone(file: DataFile, at: number, limit: number): string {
  const found = sizeAt(file, at, limit);
  const decoder = found === null ? undefined : decoders[found.kind];
  if (found === null || decoder === undefined) return 'no whole chunk begins here';
  try {
    file.decode({ file: file.number, offset: at, size: found.size }, found.kind, decoder);
  } catch (error) {
    return (error as Error).message.replace(/^.*?is damaged at offset \d+: /s, '');
  }
  return 'no whole chunk begins here';
}

const MAGIC_BYTES = Buffer.from('CHNK', 'latin1');
const WINDOW_BYTES = 1 << 20;

function nextChunk(file: DataFile, from: number, limit: number): number {
  for (let start = from; start < limit; start += WINDOW_BYTES) {
    const window = Buffer.from(file.readUnchecked(start, WINDOW_BYTES + MAGIC_BYTES.length - 1));
    for (let at = window.indexOf(MAGIC_BYTES); at >= 0; at = window.indexOf(MAGIC_BYTES, at + 1)) {
      if (chunkAt(file, start + at, limit) !== null) return start + at;
    }
  }
  return limit;
}
