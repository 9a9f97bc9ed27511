/**
 * What a lock file holds: who made it, a token that no other has, and a count that goes up while its owner runs.
 * A line of JSON, filled up with spaces to a fixed length, so that writing it anew never leaves a piece of what was there.
 */
import { assert } from '../common/index.ts';
import type { File, FileSystem, ProcessIdentity } from '../host/index.ts';

export interface LockContent {
  readonly owner: ProcessIdentity;
  readonly token: string;
  readonly beat: number;
}

/** What was found under a name: `content` is null where the text is not a lock's. */
export interface FoundLock {
  readonly path: string;
  readonly text: string;
  readonly content: LockContent | null;
}

const lockFileBytes = 1024;

export function encodeLock({ owner, token, beat }: LockContent): Uint8Array {
  const { pid, startTime, bootId, hostname, pidNamespace } = owner;
  const text = JSON.stringify({ pid, startTime, bootId, hostname, pidNamespace, token, beat });
  const bytes = new TextEncoder().encode(`${text.padEnd(lockFileBytes - 1)}\n`);
  assert(bytes.length >= lockFileBytes, 'a lock file is filled up');
  return bytes;
}

export function decodeLock(text: string): LockContent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { pid, startTime, bootId, hostname, pidNamespace, token, beat } = value as Record<string, unknown>;
  const named = (field: unknown): field is string | null => field === null || typeof field === 'string';
  // 0 and below would be groups of processes.
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  if (!named(startTime) || !named(bootId) || !named(pidNamespace) || typeof hostname !== 'string') return null;
  if (typeof token !== 'string' || !/^[0-9a-f]{32}$/.test(token) || typeof beat !== 'number') return null;
  return { owner: { pid, startTime, bootId, hostname, pidNamespace }, token, beat };
}

/** null: there is no such file. */
export function findLock(files: FileSystem, path: string): FoundLock | null {
  const text = ifThere(() => {
    const file = files.open(path, 'read');
    try {
      return readText(file);
    } finally {
      file.close();
    }
  });
  return text === null ? null : { path, text, content: decodeLock(text) };
}

export function readText(file: File): string {
  const buffer = new Uint8Array(4 * lockFileBytes);
  return new TextDecoder().decode(buffer.subarray(0, file.read(buffer, 0, buffer.length, 0)));
}

/** The result, or null if there was no file (ENOENT). */
export function ifThere<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
