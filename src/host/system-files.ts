/** What an operating system shows of itself as files: /proc, /sys, /dev. Whatever cannot be read is not there. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

export interface SystemFiles {
  /** The text of a file, or null. */
  read(path: string): string | null;
  readLink(path: string): string | null;
  /** Names in a directory; none if there is no such directory. */
  list(directory: string): string[];
  /** Absolute, without links; null if there is no such file. */
  realPath(path: string): string | null;
}

export const nodeSystemFiles: SystemFiles = {
  read: (path) => orElse(null, () => readFileSync(path, 'utf8')),
  readLink: (path) => orElse(null, () => readlinkSync(path)),
  list: (directory) => orElse([], () => readdirSync(directory)),
  realPath: (path) => orElse(null, () => realpathSync(path)),
};

function orElse<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
