/**
 * The lock of a data directory: one process at a time. It is a file that names its owner, so a process that died holds nothing,
 * and whoever finds its file takes its place (lock-takeover.ts).
 *
 * | the owner named by the file                                   | its liveness | the directory is              |
 * |---------------------------------------------------------------|--------------|-------------------------------|
 * | runs here, with the same start time                           | alive        | refused, with its process id  |
 * | does not; or ran before this machine was started again        | dead         | taken over at once            |
 * | another container (namespace), another machine, another boot  | unknown      | watched, then one of the two  |
 * | cannot be read: the machine failed while it was being written | unknown      | the same                      |
 *
 * Watched: a living owner rewrites the file (`touch`); a file that stays still for ten seconds is taken over. An owner whose
 * event loop was held up for longer, or which was stopped and goes on, finds out at its next `touch`, which fails, and must
 * write nothing after it. So `touch` is called every second or two, and before what is written is made to count: a commit, a
 * checkpoint. It costs a look at the clock while the last one was less than a second ago.
 * On a network file system this holds as far as an open sees what was closed before elsewhere (NFS: yes, "close-to-open").
 * `lock`, and everything in the directory whose name starts with `lock.`, belongs to this.
 */
import { assert } from '../common/index.ts';
import { type SqlError, sqlError } from '../errors/index.ts';
import { type FileSystem, type Host, isSameProcess, nodeProcesses, type Processes } from '../host/index.ts';
import { fileError } from './file-errors.ts';
import { decodeLock, encodeLock, type FoundLock, findLock, ifThere, type LockContent, readText } from './lock-file.ts';
import {
  type ChainEnd,
  clearOthers,
  endOfChain,
  linkExclusively,
  lockPath,
  privatePath,
  succeed,
  writeExclusively,
} from './lock-takeover.ts';

export interface DirectoryLock {
  /** Shows that this process is alive, and makes sure that it still is the owner: if not, it throws, and always will. */
  touch(): void;
  /** Removes the file, if it still is ours. Twice is once. */
  release(): void;
}

const stillMs = 10_000;
const pollMs = 250;
const touchMs = 1000;
/** Others may take and release it between two looks; nobody is that unlucky. */
const attemptsMax = 100;

/** Waits where it must (`host.sleepSync`): up to ten seconds for an owner that it cannot see. F0001 if the directory is in use. */
export function acquireLock(
  files: FileSystem,
  host: Host,
  directory: string,
  processes: Processes = nodeProcesses,
): DirectoryLock {
  const owner = processes.self();
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    // A token that was in the chain once is never used again.
    const content = { owner, token: Buffer.from(host.randomBytes(16)).toString('hex'), beat: 0 };
    const own = privatePath(directory, content.token);
    try {
      writeExclusively(files, own, encodeLock(content));
      if (tryOnce(files, host, directory, content, processes)) {
        clearOthers(files, directory, content.token);
        return new HeldLock(files, host, directory, content);
      }
    } catch (error) {
      letGoQuietly(files, directory, content.token);
      throw fileError(error, 'open', lockPath(directory));
    } finally {
      quietly(() => files.remove(own));
    }
    host.sleepSync(1 + Math.floor(host.random() * 4));
  }
  throw inUse(directory, 'other processes that are opening it', 'Try again.');
}

/** True: the lock is ours. False: somebody moved meanwhile, look again. */
function tryOnce(
  files: FileSystem,
  host: Host,
  directory: string,
  content: LockContent,
  processes: Processes,
): boolean {
  if (linkExclusively(files, privatePath(directory, content.token), lockPath(directory))) return true;
  const end = endOfChain(files, directory);
  if (end === null) return false;
  const owner = end.content?.owner;
  const liveness = owner === undefined ? 'unknown' : processes.isAlive(owner);
  if (liveness === 'alive') throw inUseBy(directory, end, content);
  if (liveness === 'unknown') {
    const later = watch(files, host, end);
    if (later !== null && later.text !== end.text && later.content?.token === end.token) {
      throw inUseBy(directory, end, content);
    }
    if (later?.text !== end.text) return false;
  }
  return succeed(files, directory, end, content.token);
}

/** The file when it changed, or as it was if it stayed still; null if it went away. */
function watch(files: FileSystem, host: Host, end: ChainEnd): FoundLock | null {
  for (let waitedMs = 0; waitedMs < stillMs; waitedMs += pollMs) {
    host.sleepSync(pollMs);
    const found = findLock(files, end.path);
    if (found?.text !== end.text) return found;
  }
  return end;
}

function inUseBy(directory: string, end: ChainEnd, self: LockContent): SqlError {
  assert(end.content !== null, 'a directory is refused for an owner that is known');
  const { owner } = end.content;
  if (isSameProcess(owner, self.owner)) {
    return inUse(directory, 'this process', 'It is open already: use that database, or close it first.');
  }
  const where = owner.hostname === self.owner.hostname ? '' : ` on "${owner.hostname}"`;
  return inUse(
    directory,
    `another process (PID ${owner.pid}${where})`,
    `Stop that process, connect to it, or use another directory. Remove "${end.path}" only if no process has the directory open.`,
  );
}

function inUse(directory: string, who: string, hint: string): SqlError {
  return sqlError('lock_file_exists', `data directory "${directory}" is in use by ${who}`, { hint });
}

class HeldLock implements DirectoryLock {
  private readonly files: FileSystem;
  private readonly host: Host;
  private readonly directory: string;
  private content: LockContent;
  private state: 'held' | 'lost' | 'released';
  private touchedAt: number;

  constructor(files: FileSystem, host: Host, directory: string, content: LockContent) {
    this.files = files;
    this.host = host;
    this.directory = directory;
    this.content = content;
    this.state = 'held';
    this.touchedAt = host.now();
  }

  touch(): void {
    assert(this.state !== 'released', 'a lock that is touched is held');
    const now = this.host.now();
    // The wall clock goes on while the machine sleeps; set back, it makes a touch more.
    if (this.state === 'held' && Math.abs(now - this.touchedAt) < touchMs * 1000) return;
    if (this.state === 'held' && !this.rewrite()) this.state = 'lost';
    if (this.state === 'lost') {
      throw sqlError('lock_file_exists', `data directory "${this.directory}" was taken over by another process`, {
        hint: 'This process was held up for longer than ten seconds, or the lock file was removed. It writes nothing more.',
      });
    }
    this.touchedAt = now;
  }

  /** False if the file is gone, or another's. Read and written under one open: if it is replaced between, the old one is written. */
  private rewrite(): boolean {
    const file = ifThere(() => this.files.open(lockPath(this.directory), 'write'));
    if (file === null) return false;
    try {
      if (decodeLock(readText(file))?.token !== this.content.token) return false;
      this.content = { ...this.content, beat: this.content.beat + 1 };
      const bytes = encodeLock(this.content);
      file.write(bytes, 0, bytes.length, 0);
    } catch (error) {
      throw fileError(error, 'write', lockPath(this.directory));
    } finally {
      file.close();
    }
    return true;
  }

  release(): void {
    if (this.state === 'released') return;
    this.state = 'released';
    try {
      letGo(this.files, this.directory, this.content.token);
    } catch (error) {
      throw fileError(error, 'remove', lockPath(this.directory));
    }
  }
}

/** Removes the lock if it is that of `token`. */
function letGo(files: FileSystem, directory: string, token: string): void {
  const path = lockPath(directory);
  if (findLock(files, path)?.content?.token === token) ifThere(() => files.remove(path));
}

/** After another error, which is the one to report. */
function letGoQuietly(files: FileSystem, directory: string, token: string): void {
  quietly(() => letGo(files, directory, token));
}

/** What cannot be removed ends with this process, or is removed by the next. */
function quietly(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
  }
}
