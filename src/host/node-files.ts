/**
 * The real files, through node:fs. Data is made durable by fdatasync, which writes the size too where it grew; names by an fsync
 * of their directory.
 */
import * as fs from 'node:fs';
import { fileError, fileErrorCode } from './file-error.ts';
import type { File, FileSystem, OpenMode } from './files.ts';

const flags: Readonly<Record<OpenMode, string>> = { read: 'r', write: 'r+', create: 'wx+' };
const syncNow = fs.fdatasyncSync ?? fs.fsyncSync;
const syncInBackground = fs.fdatasync ?? fs.fsync;

class NodeFile implements File {
  readonly path: string;
  private readonly fd: number;
  private isOpen = true;
  /** While one runs, the descriptor stays open: its number could name another file by then. */
  private syncsRunning = 0;

  constructor(path: string, mode: OpenMode) {
    this.path = path;
    this.fd = fs.openSync(path, flags[mode]);
  }

  read(buffer: Uint8Array, offset: number, length: number, position: number): number {
    const fd = this.descriptor('read');
    let done = 0;
    while (done < length) {
      const count = fs.readSync(fd, buffer, offset + done, length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  write(buffer: Uint8Array, offset: number, length: number, position: number): void {
    const fd = this.descriptor('write');
    let done = 0;
    while (done < length) done += fs.writeSync(fd, buffer, offset + done, length - done, position + done);
  }

  size(): number {
    return fs.fstatSync(this.descriptor('fstat')).size;
  }

  truncate(size: number): void {
    fs.ftruncateSync(this.descriptor('ftruncate'), size);
  }

  sync(): void {
    syncNow(this.descriptor('fdatasync'));
  }

  syncLater(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fd = this.descriptor('fdatasync');
      this.syncsRunning++;
      syncInBackground(fd, (error) => {
        this.syncsRunning--;
        if (!this.isOpen && this.syncsRunning === 0) fs.closeSync(fd);
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    const fd = this.descriptor('close');
    this.isOpen = false;
    if (this.syncsRunning === 0) fs.closeSync(fd);
  }

  private descriptor(syscall: string): number {
    if (!this.isOpen) throw fileError('EBADF', syscall, this.path);
    return this.fd;
  }
}

/** Windows has no such call, and keeps names in a journal. Some file systems know none for directories: as in PostgreSQL, no error. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(directory, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  try {
    fs.fsyncSync(fd);
  } catch (error) {
    if (fileErrorCode(error) !== 'EINVAL' && fileErrorCode(error) !== 'EBADF') throw error;
  } finally {
    fs.closeSync(fd);
  }
}

function kindOf(path: string): 'file' | 'directory' | null {
  try {
    return fs.statSync(path).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT' || fileErrorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

export const nodeFiles: FileSystem = {
  open: (path, mode) => new NodeFile(path, mode),
  rename: fs.renameSync,
  link: fs.linkSync,
  remove: fs.unlinkSync,
  list: (directory) => fs.readdirSync(directory).sort(),
  makeDirectory(directory) {
    fs.mkdirSync(directory, { recursive: true });
  },
  syncDirectory,
  kindOf,
  removeDirectory: (directory) => fs.rmdirSync(directory),
};
