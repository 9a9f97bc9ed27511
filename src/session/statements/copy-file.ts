/**
 * Files of the server as the other end of COPY. They are read and written piece by piece. The database's own files, and that of its
 * key, are out of reach whatever their permissions are: PostgreSQL would read and write its own. Files that have several names are not
 * written, for they may be among them; one that was linked from outside can be read.
 */
import { Buffer } from 'node:buffer';
import { sep } from 'node:path';
import { systemReason } from '../../durability/file-errors.ts';
import { type SqlCondition, SqlError, sqlError, unsupported } from '../../errors/index.ts';
import type { ServerFile, ServerFiles } from '../../host/index.ts';
import type { CopyStatement } from '../../parser/index.ts';
import type { CopyInput, CopyOutput } from '../result.ts';
import type { Session } from '../session.ts';

const pieceBytes = 65_536;

/** Closes the file too, whether or not all of it was wanted. */
export interface FileInput extends CopyInput {
  close(): void;
}
export interface FileOutput extends CopyOutput {
  close(): void;
}

export function openInput(session: Session, statement: CopyStatement): FileInput {
  const path = statement.file!;
  const file = open(session, statement, 'read');
  return {
    take() {
      const buffer = Buffer.allocUnsafe(pieceBytes);
      const count = attempt('could not read from COPY file', () => file.read(buffer));
      return count === 0 ? 'end' : buffer.subarray(0, count);
    },
    whenReady: (wake) => wake(),
    close: () => attempt(`could not close file "${path}"`, () => file.close()),
  };
}

export function openOutput(session: Session, statement: CopyStatement): FileOutput {
  const path = statement.file!;
  if (!path.startsWith('/') && !isWindowsAbsolute(path)) {
    throw sqlError('invalid_name', 'relative path not allowed for COPY to file');
  }
  const file = open(session, statement, 'write');
  const writeAll = (bytes: Uint8Array): void => attempt('could not write to COPY file', () => file.write(bytes));
  let text = '';
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  const flush = (): void => {
    if (text !== '') {
      const bytes = Buffer.from(text);
      text = '';
      writeAll(bytes);
    }
    const bytes = pieces;
    pieces = [];
    waiting = 0;
    if (bytes.length > 0) writeAll(Buffer.concat(bytes));
  };
  // A file has either lines or bytes.
  return {
    line(line) {
      text += line;
      if (text.length >= pieceBytes) flush();
    },
    data(bytes) {
      pieces.push(bytes);
      waiting += bytes.length;
      if (waiting >= pieceBytes) flush();
    },
    end: flush,
    close: () => attempt(`could not close file "${path}"`, () => file.close()),
  };
}

/** null: not even its directory is there. */
function placeOf(files: ServerFiles, own: string): string | null {
  try {
    return files.resolve(own);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const isWindowsAbsolute = (path: string): boolean => sep === '\\' && /^[A-Za-z]:[\\/]/.test(path);

function open(
  session: Session,
  { file: name, direction, location }: CopyStatement,
  mode: 'read' | 'write',
): ServerFile {
  const path = name!;
  const { serverFiles, ownPaths } = session.core;
  const action = mode === 'read' ? 'reading' : 'writing';
  const failed = `could not open file "${path}" for ${action}`;
  const hint = `COPY ${direction.toUpperCase()} instructs the PostgreSQL server process to ${mode} a file. You may want a client-side facility such as psql's \\copy.`;
  // Names without a directory would be those of the database's own.
  if (!path.startsWith('/') && !isWindowsAbsolute(path)) {
    throw sqlError('undefined_file', `${failed}: No such file or directory`, { hint });
  }
  const file = attempt(
    failed,
    () => {
      const resolved = serverFiles.resolve(path);
      for (const own of ownPaths) {
        const place = placeOf(serverFiles, own);
        if (place === null) continue;
        if (resolved !== place && !resolved.startsWith(place.endsWith(sep) ? place : place + sep)) continue;
        throw sqlError('insufficient_privilege', `${failed}: Permission denied`, {
          detail: "The database's own files cannot be copied from or to.",
        });
      }
      return serverFiles.open(resolved, mode);
    },
    hint,
  );
  if (file.kind === 'file') {
    try {
      if (mode === 'write') attempt(failed, () => file.empty());
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  }
  file.close();
  if (file.kind === 'directory') throw sqlError('wrong_object_type', `"${path}" is a directory`);
  throw unsupported('COPY from or to what is no regular file', location);
}

/** What the operating system says, as PostgreSQL says it. */
const conditions: Readonly<Record<string, SqlCondition>> = {
  EPERM: 'insufficient_privilege',
  EACCES: 'insufficient_privilege',
  EROFS: 'insufficient_privilege',
  ENOENT: 'undefined_file',
  EEXIST: 'duplicate_file',
  ENOTDIR: 'wrong_object_type',
  EISDIR: 'wrong_object_type',
  ENOTEMPTY: 'wrong_object_type',
  ENOSPC: 'disk_full',
  ENOMEM: 'out_of_memory',
  ENFILE: 'insufficient_resources',
  EMFILE: 'insufficient_resources',
};

/** `hint`: for files that are not there, or not for everybody. */
function attempt<T>(failed: string, work: () => T, hint?: string): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SqlError || typeof code !== 'string') throw error;
    const condition = conditions[code] ?? 'io_error';
    const helps = code === 'ENOENT' || code === 'EACCES';
    throw sqlError(condition, `${failed}: ${systemReason(error as Error)}`, { hint: helps ? hint : undefined });
  }
}
