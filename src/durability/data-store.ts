/** The data files of an open database, and what of the last checkpoint is known: which file is next, where tables are. */
import type { Cache } from '../storage/cache.ts';
import type { ChunkSource } from './chunk.ts';
import type { ChunkPlace, DataFile } from './data-file.ts';
import { corruption } from './file-errors.ts';
import { dataFileName, joinPath } from './format.ts';

/** A chunk that is written again only when its contents changed. */
export interface KnownChunk {
  readonly place: ChunkPlace;
  readonly crc: number;
  readonly size: number;
}

export class DataStore implements ChunkSource {
  readonly directory: string;
  readonly cache: Cache | null;
  readonly files = new Map<number, DataFile>();
  nextFile = 1;
  /** By storage OID. */
  tables = new Map<number, KnownChunk>();
  catalog: { readonly place: ChunkPlace; readonly version: number } | null = null;
  /** Bytes in use when the files were last looked through. */
  liveBytes = 0;

  constructor(directory: string, cache: Cache | null) {
    this.directory = directory;
    this.cache = cache;
  }

  file(number: number): DataFile {
    const file = this.files.get(number);
    if (file === undefined) {
      throw corruption(joinPath(this.directory, dataFileName(number)), null, 'the root does not name the file');
    }
    return file;
  }

  get totalBytes(): number {
    let total = 0;
    for (const file of this.files.values()) total += file.size;
    return total;
  }
}
