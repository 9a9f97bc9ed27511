/**
 * Files that SQL names: those of the machine the engine runs on, for COPY. Not the database's own, which are a FileSystem's. Calls are
 * synchronous; errors are Node's.
 */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, realpathSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface ServerFile {
  /** What can be read and written without waiting for anybody, and ends: files, and the null device. */
  readonly kind: 'file' | 'directory' | 'other';
  /** The next bytes, up to the buffer's length; how many, 0 at the end. */
  read(buffer: Uint8Array): number;
  /** Of a file to write: what was in it goes. */
  empty(): void;
  write(bytes: Uint8Array): void;
  close(): void;
}

export interface ServerFiles {
  /** The absolute path without links, which for a new file its directory has to exist for. */
  resolve(path: string): string;
  /** A path that `resolve` gave. To write, it is made if it is missing, and is not yet emptied. */
  open(resolved: string, mode: 'read' | 'write'): ServerFile;
}

const nullDevice = '/dev/null';
// A pipe without anybody at its other end would stop the process; what is a link by now is not what was resolved.
const careful = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const flags = {
  read: constants.O_RDONLY | careful,
  write: constants.O_WRONLY | constants.O_CREAT | careful,
} as const;

export const nodeServerFiles: ServerFiles = {
  resolve(path) {
    try {
      return realpathSync.native(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return join(realpathSync.native(dirname(path)), basename(path));
    }
  },
  open: (resolved, mode) => new NodeServerFile(resolved, openSync(resolved, flags[mode], 0o644), mode),
};

class NodeServerFile implements ServerFile {
  readonly kind: ServerFile['kind'];
  private readonly handle: number;

  constructor(path: string, handle: number, mode: 'read' | 'write') {
    this.handle = handle;
    const stat = fstatSync(handle);
    // By another name it may be one of the database's own.
    const isShared = mode === 'write' && stat.nlink > 1;
    const plain = (stat.isFile() && !isShared) || (path === nullDevice && stat.isCharacterDevice());
    this.kind = plain ? 'file' : stat.isDirectory() ? 'directory' : 'other';
  }

  read(buffer: Uint8Array): number {
    return readSync(this.handle, buffer, 0, buffer.length, null);
  }
  empty(): void {
    if (fstatSync(this.handle).isFile()) ftruncateSync(this.handle, 0);
  }
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.handle, bytes, at);
  }
  close(): void {
    closeSync(this.handle);
  }
}
