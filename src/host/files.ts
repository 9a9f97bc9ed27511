/**
 * Files, as the engine sees them. Three implementations: node-files.ts (the real ones), memory and simulated (a disk that loses
 * and tears what was not synced). All calls are synchronous but `syncLater`; errors are those of Node, with `code` ('ENOENT',
 * 'EEXIST', 'ENOSPC', 'EIO', 'EACCES', ...). Paths are absolute or relative to the process, with '/' between names.
 *
 * What may be relied on after a power failure, and nothing more (POSIX):
 *   bytes written before a `sync` of their file that returned, if the file's name is durable;
 *   names created, renamed or removed before a `syncDirectory` of their directory that returned.
 * A rename replaces its target atomically: afterwards the target's name means the old file or the new one.
 */

/**
 * read: an existing file, for reading · write: an existing file, for both · create: a new file, for both; EEXIST if the name is
 * taken.
 */
export type OpenMode = 'read' | 'write' | 'create';

export interface File {
  readonly path: string;
  /** Up to `length` bytes from `position` into `buffer` at `offset`; how many. Fewer only where the file ends. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): number;
  /** All of them, or an error; after an error some may have been written. Writing beyond the end extends the file. */
  write(buffer: Uint8Array, offset: number, length: number, position: number): void;
  size(): number;
  truncate(size: number): void;
  /** Makes what was written, and the size, durable. Blocks. */
  sync(): void;
  /** The same without blocking the event loop: covers what was written before the call. */
  syncLater(): Promise<void>;
  /** Of no use afterwards. A file without a name is gone when it is closed, and can be read until then. */
  close(): void;
}

export interface FileSystem {
  open(path: string, mode: OpenMode): File;
  /** Replaces `to` if it is there. */
  rename(from: string, to: string): void;
  /** Gives a file a second name; EEXIST if that is taken. */
  link(from: string, to: string): void;
  remove(path: string): void;
  /** Names in the directory, sorted; ENOENT if there is none. */
  list(directory: string): string[];
  /** With its parents, as far as they are missing. No error if it is there. */
  makeDirectory(directory: string): void;
  /** Makes names created, renamed and removed in the directory durable. */
  syncDirectory(directory: string): void;
  /** 'file', 'directory', or null when there is nothing. */
  kindOf(path: string): 'file' | 'directory' | null;
  /** Removes a directory that is empty. */
  removeDirectory(directory: string): void;
}
