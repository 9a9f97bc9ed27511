/** What a directory is before anything in it is opened. */
import { sqlError } from '../errors/index.ts';
import type { FileSystem } from '../host/index.ts';
import { corruption, fileError } from './file-errors.ts';
import { dataFileName, joinPath, kindOfFile, ROOT_NAME } from './format.ts';

/** What is in the directory: nothing yet, or a database. Anything else is refused by name. */
export function inspectDirectory(files: FileSystem, directory: string): 'new' | 'database' {
  const kind = files.kindOf(directory);
  if (kind === null) return 'new';
  if (kind === 'file') throw sqlError('invalid_parameter_value', `"${directory}" is not a directory`);
  let hasRoot = false;
  let hasData: string | null = null;
  for (const name of files.list(directory)) {
    const found = kindOfFile(name);
    if (found.kind === 'root') hasRoot = true;
    else if (found.kind === 'data' || found.kind === 'wal') hasData = name;
    else if (found.kind === 'unknown' && name !== 'lost+found') {
      throw sqlError(
        'object_not_in_prerequisite_state',
        `directory "${directory}" has a file that is not AionDB's: "${name}"`,
        { hint: 'Give the database a directory of its own, or move the file elsewhere.' },
      );
    }
  }
  if (hasRoot) return 'database';
  // The first checkpoint of a new database may not have come to its end.
  if (hasData !== null && hasData !== dataFileName(1)) {
    throw corruption(joinPath(directory, 'root'), null, `the file is missing, but there is "${hasData}"`);
  }
  return 'new';
}

/**
 * Makes the directory, and its name durable. Its parents may be new too, or made by somebody who was killed: theirs as well. Once
 * there is a root, that has been done.
 */
export function makeDurableDirectory(files: FileSystem, directory: string): void {
  try {
    if (files.kindOf(joinPath(directory, ROOT_NAME)) !== null) return;
    files.makeDirectory(directory);
    for (let path = directory; path !== parentOf(path); path = parentOf(path)) syncReadable(files, parentOf(path));
  } catch (error) {
    throw fileError(error, 'open', directory);
  }
}

function parentOf(directory: string): string {
  const path = directory.replace(/(?<=.)\/+$/, '');
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, Math.max(1, slash));
}

/** A directory far up that we may not open was there before us. */
function syncReadable(files: FileSystem, directory: string): void {
  try {
    files.syncDirectory(directory);
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
