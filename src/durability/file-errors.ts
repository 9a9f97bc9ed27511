/** What the operating system and damaged bytes have to say, as errors of SQL: each names the file, and damage its offset. */
import { SqlError, sqlError } from '../errors/index.ts';

/** XX001. `offset` in bytes; null where the whole file is meant. */
export function corruption(path: string, offset: number | null, what: string): SqlError {
  const at = offset === null ? '' : ` at offset ${offset}`;
  return sqlError('data_corrupted', `file "${path}" is damaged${at}: ${what}`, {
    hint: 'Run "aiondb doctor" to see what is whole; "aiondb doctor --salvage" copies that to a new directory.',
  });
}

export function isCorruption(error: unknown): error is SqlError {
  return error instanceof SqlError && error.code === 'XX001';
}

/** 53100 for a full disk, 58030 for the rest. Errors that are no system errors are given back as they are. */
export function fileError(
  error: unknown,
  action: 'open' | 'read' | 'write' | 'sync' | 'rename' | 'remove',
  path: string,
): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof SqlError || typeof code !== 'string') return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const verb = action === 'write' ? 'write to' : action === 'read' ? 'read from' : action;
  const reason = systemReason(error as Error);
  return sqlError(full ? 'disk_full' : 'io_error', `could not ${verb} file "${path}": ${reason}`, {
    ...(full ? { hint: 'Check free disk space.' } : {}),
  });
}

/** Of an error of the operating system, in its words. */
export function systemReason(error: Error): string {
  return reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
}

/** As strerror has them. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'No space left on device',
  EDQUOT: 'Disk quota exceeded',
  EIO: 'Input/output error',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ELOOP: 'Too many levels of symbolic links',
};
