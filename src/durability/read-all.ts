/** Small files as a whole. */
import type { File, FileSystem } from '../host/index.ts';
import { corruption, fileError } from './file-errors.ts';

/** More is damage. */
const BYTES_MAX = 1 << 24;

/** null: there is no such file. */
export function readAll(files: FileSystem, path: string, limit = BYTES_MAX): Uint8Array | null {
  let file: File;
  try {
    file = files.open(path, 'read');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fileError(error, 'open', path);
  }
  try {
    const size = file.size();
    if (size > limit) throw corruption(path, null, 'the file is far too long');
    const bytes = new Uint8Array(size);
    const read = file.read(bytes, 0, size, 0);
    return bytes.subarray(0, read);
  } catch (error) {
    throw fileError(error, 'read', path);
  } finally {
    file.close();
  }
}
