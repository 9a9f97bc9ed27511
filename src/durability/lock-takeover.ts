/**
 * Who may take the place of an owner that is gone.
 *
 *   lock              names T0, whose process died
 *   lock.after-T0     names T1: it claimed the succession of T0, and died before, or after, it renamed its file to `lock`
 *   lock.after-T1     names T2: alive, so T2 is the one who may
 *
 * A claim is made exclusively (link), so each token has one successor, and the chain from `lock` has one end. Who died in it is
 * succeeded in the same way, whatever it had done: a claim left behind blocks nobody. Claims go away only once `lock` names
 * somebody further on, and tokens never come again. So a claim that is made late, on a token that was succeeded already, is not
 * on the chain from `lock` any more, and its maker sees that when it walks the chain again.
 */
import { AssertionError } from '../common/index.ts';
import type { FileSystem } from '../host/index.ts';
import { type FoundLock, findLock, ifThere } from './lock-file.ts';

const lockName = 'lock';
/** Of all the other names, which come and go: private files and claims. */
const otherNames = 'lock.';
/** A chain grows by one with each process that dies within a takeover. */
const chainMax = 1000;

export const lockPath = (directory: string): string => `${directory}/${lockName}`;
export const privatePath = (directory: string, token: string): string => `${directory}/${otherNames}${token}`;
const claimPath = (directory: string, token: string): string => `${directory}/${otherNames}after-${token}`;

/** One with no token to read counts as one whose token is that of its place. */
export interface ChainEnd extends FoundLock {
  readonly token: string;
}

function chainEnd(found: FoundLock, place: string): ChainEnd {
  return { ...found, token: found.content?.token ?? `${place}-unreadable` };
}

/** The end of the chain: who owns the directory, or is about to; null if nobody does. */
export function endOfChain(files: FileSystem, directory: string): ChainEnd | null {
  const first = findLock(files, lockPath(directory));
  if (first === null) return null;
  let end = chainEnd(first, 'lock');
  for (let length = 0; length < chainMax; length++) {
    const next = findLock(files, claimPath(directory, end.token));
    if (next === null) return end;
    end = chainEnd(next, end.token);
  }
  throw new AssertionError(`the claims on "${end.path}" go round in a ring`);
}

/** Puts the file of `token` in the place of `end`, whose owner is gone. False: somebody else was quicker, look again. */
export function succeed(files: FileSystem, directory: string, end: ChainEnd, token: string): boolean {
  const claim = claimPath(directory, end.token);
  if (!linkExclusively(files, privatePath(directory, token), claim)) return false;
  let ours = false;
  try {
    ours = endOfChain(files, directory)?.token === token && replaceLock(files, directory, token);
  } finally {
    if (!ours) ifThere(() => files.remove(claim));
  }
  return ours;
}

/** False: the private file was gone (see clearOthers), or was replaced at once. */
function replaceLock(files: FileSystem, directory: string, token: string): boolean {
  const path = lockPath(directory);
  const renamed = ifThere(() => {
    files.rename(privatePath(directory, token), path);
    return true;
  });
  return renamed === true && findLock(files, path)?.content?.token === token;
}

/** Removes what others left: `lock` names `token` now, so every other private file and claim is void. */
export function clearOthers(files: FileSystem, directory: string, token: string): void {
  const own = claimPath(directory, token);
  for (const name of files.list(directory)) {
    const path = `${directory}/${name}`;
    if (name.startsWith(otherNames) && path !== own) ifThere(() => files.remove(path));
  }
}

/** File systems without second names, as FAT, answer with one of these. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK']);

/** Gives the content of `from` the name `to` as well. False: the name was taken, or `from` is gone (see clearOthers). */
export function linkExclusively(files: FileSystem, from: string, to: string): boolean {
  try {
    files.link(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!noLinks.has(code)) throw error;
    return copyExclusively(files, from, to);
  }
}

/**
 * For an instant the new file is empty; who reads it then takes it for unreadable, and waits until it changes. Whoever was held
 * up in that instant may have lost its place.
 */
function copyExclusively(files: FileSystem, from: string, to: string): boolean {
  const source = findLock(files, from);
  if (source === null || !writeExclusively(files, to, new TextEncoder().encode(source.text))) return false;
  return findLock(files, to)?.text === source.text;
}

/** False: the name was taken. */
export function writeExclusively(files: FileSystem, path: string, bytes: Uint8Array): boolean {
  try {
    const file = files.open(path, 'create');
    try {
      file.write(bytes, 0, bytes.length, 0);
      // A power failure must not leave a lock that nobody can read: it would be watched before it is taken over.
      file.sync();
    } finally {
      file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
