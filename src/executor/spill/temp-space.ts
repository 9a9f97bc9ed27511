/**
 * Temporary files: blocks of rows written once and read back by their places. A file loses its name as soon as it is open, so
 * that nothing is left of it when it is closed or its process dies; only a process that dies in between leaves an empty one,
 * which goes when the next one begins here.
 *
 * Files of a database with a key are sealed like its data, each with a key of its own, from a salt that is written nowhere.
 */
import { fileError } from '../../durability/file-errors.ts';
import { tempFileName } from '../../durability/format.ts';
import { locationOf, openBytes, type Sealer, type StoreKey, sealBytes } from '../../durability/sealer.ts';
import { saltBytes } from '../../durability/sealing.ts';
import { type SqlError, sqlError } from '../../errors/index.ts';
import {
  type File,
  type FileSystem,
  fileErrorCode,
  type Host,
  nodeFiles,
  nodeProcesses,
  type Processes,
  temporaryDirectory,
} from '../../host/index.ts';
import type { TempUse } from './query-memory.ts';

export interface BlockPlace {
  readonly offset: number;
  readonly size: number;
  /** Its number in the file. */
  readonly block: number;
}

/** Files that nobody closed. */
const forgotten = new FinalizationRegistry<File>((file) => file.close());

export class TempFile {
  private readonly file: File;
  private readonly sealer: Sealer | null;
  private readonly space: TempSpace;
  private readonly use: TempUse;
  private readonly limitBytes: number;
  private size = 0;
  private blocks = 0;
  private isOpen = true;

  constructor(file: File, sealer: Sealer | null, space: TempSpace, use: TempUse, limitBytes: number) {
    this.file = file;
    this.sealer = sealer;
    this.space = space;
    this.use = use;
    this.limitBytes = limitBytes;
    forgotten.register(this, file, this);
  }

  get bytes(): number {
    return this.size;
  }

  append(plain: Uint8Array): BlockPlace {
    const offset = this.size;
    const block = this.blocks++;
    const bytes = this.sealer === null ? plain : sealBytes(this.sealer, plain, block, locationOf(0, offset));
    const size = bytes.length;
    if (this.use.bytes + size > this.limitBytes) {
      throw sqlError(
        'configuration_limit_exceeded',
        `temporary file size exceeds temp_file_limit (${Math.floor(this.limitBytes / 1024)}kB)`,
      );
    }
    try {
      this.file.write(bytes, 0, size, offset);
    } catch (error) {
      throw fileError(error, 'write', this.file.path);
    }
    this.size += size;
    this.use.bytes += size;
    this.space.bytes += size;
    return { offset, size, block };
  }

  read({ offset, size, block }: BlockPlace): Uint8Array {
    const bytes = new Uint8Array(size);
    let read: number;
    try {
      read = this.file.read(bytes, 0, size, offset);
    } catch (error) {
      throw fileError(error, 'read', this.file.path);
    }
    if (read < size) throw damaged(this.file.path);
    if (this.sealer === null) return bytes;
    const plain = openBytes(this.sealer, bytes, block, locationOf(0, offset));
    if (plain === null) throw damaged(this.file.path);
    return plain;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    forgotten.unregister(this);
    this.use.bytes -= this.size;
    this.file.close();
    this.use.closed?.(this.file.path, this.size);
  }
}

function damaged(path: string): SqlError {
  return sqlError('data_corrupted', `temporary file "${path}" does not give back what was written to it`);
}

export interface TempPlace {
  readonly files: FileSystem;
  readonly directory: string;
  readonly key: StoreKey | null;
}

export class TempSpace {
  private readonly host: Host;
  private readonly place: TempPlace | null;
  private readonly processes: Processes;
  private next = 0;
  private swept = false;
  /** Since the database was opened. */
  files = 0;
  bytes = 0;

  /** null: the directory of the operating system. */
  constructor(host: Host, place: TempPlace | null, processes: Processes = nodeProcesses) {
    this.host = host;
    this.place = place;
    this.processes = processes;
  }

  create(use: TempUse, limitBytes: number): TempFile {
    const place = this.place ?? systemPlace();
    if (this.place === null && !this.swept) {
      this.swept = true;
      removeLeftOvers(place, this.processes);
    }
    const { files, directory, key } = place;
    for (;;) {
      const name = this.place === null ? this.systemName() : tempFileName(this.next++);
      const path = directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
      try {
        const file = files.open(path, 'create');
        try {
          files.remove(path);
        } catch (error) {
          file.close();
          throw error;
        }
        this.files++;
        const sealer = key === null ? null : key.sealerOf(this.host.randomBytes(saltBytes), 'data');
        return new TempFile(file, sealer, this, use, limitBytes);
      } catch (error) {
        if (fileErrorCode(error) !== 'EEXIST') throw fileError(error, 'open', path);
      }
    }
  }

  /** Says whose it is. */
  private systemName(): string {
    const { pid, startTime } = this.processes.self();
    return `${leftOverPrefix}${pid}-${startTime ?? 0}-${Buffer.from(this.host.randomBytes(6)).toString('hex')}`;
  }
}

const leftOverPrefix = 'aiondb-temp-';

function systemPlace(): TempPlace {
  return { files: nodeFiles, directory: temporaryDirectory(), key: null };
}

/** Empty files of processes that died between making one and taking its name away. */
function removeLeftOvers({ files, directory }: TempPlace, processes: Processes): void {
  const self = processes.self();
  let names: string[];
  try {
    names = files.list(directory);
  } catch (error) {
    throw fileError(error, 'open', directory);
  }
  for (const name of names) {
    const match = name.startsWith(leftOverPrefix) ? /^(\d+)-(\d+)-/.exec(name.slice(leftOverPrefix.length)) : null;
    if (match === null) continue;
    const startTime = match[2] === '0' ? null : match[2]!;
    if (processes.isAlive({ ...self, pid: Number(match[1]), startTime }) !== 'dead') continue;
    try {
      files.remove(`${directory}/${name}`);
    } catch (error) {
      // Somebody else has removed it, or it belongs to another user, who will.
      if (!['ENOENT', 'EACCES', 'EPERM'].includes(fileErrorCode(error) ?? '')) throw error;
    }
  }
}
