/** What is done to a simulated disk, one operation at a time: counted, shown to a watcher, and made to fail where a plan says so. */
import { fileError, fileErrorCode } from '../file-error.ts';

/** Operations that change what is on the disk, or how durable it is. */
export type ChangeKind =
  | 'create'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'syncLater'
  | 'rename'
  | 'link'
  | 'remove'
  | 'syncDirectory'
  | 'makeDirectory'
  | 'removeDirectory';

/** Those that only look. Faults reach them, but they are no steps. */
export type LookKind = 'open' | 'read' | 'list';

export interface Operation {
  /** Its place among the changes of this disk, from 0; for one that only looks, the number of changes before it. */
  readonly index: number;
  readonly operation: ChangeKind | LookKind;
  /** As the caller gave it. */
  readonly path: string;
  /** The second path of rename and link. */
  readonly to: string | null;
  /** Of the bytes read or written; the new size for truncate; otherwise 0. */
  readonly position: number;
  readonly length: number;
  /** The code of the error it ended with. */
  readonly error: string | null;
}

/** A boundary: an operation is about to take effect, or has done so (or failed). */
export interface Step extends Operation {
  readonly operation: ChangeKind;
  readonly phase: 'before' | 'after';
}

/** How an operation fails. */
export interface Fault {
  /** 'EIO', 'ENOSPC', 'EROFS', ... */
  readonly code: string;
  /** Of a write: the bytes that arrive all the same. */
  readonly bytes?: number;
}

/** Asked before each operation; null lets it be. */
export type FaultPlan = (operation: Operation) => Fault | null;

interface Watcher {
  onStep: ((step: Step) => void) | null;
  faults: FaultPlan | null;
}

interface Details {
  readonly to?: string;
  readonly position?: number;
  readonly length?: number;
}

/** The system call that Node names in its errors. */
const syscalls: Readonly<Record<ChangeKind | LookKind, string>> = {
  create: 'open',
  write: 'write',
  truncate: 'ftruncate',
  sync: 'fdatasync',
  syncLater: 'fdatasync',
  rename: 'rename',
  link: 'link',
  remove: 'unlink',
  syncDirectory: 'fsync',
  makeDirectory: 'mkdir',
  removeDirectory: 'rmdir',
  open: 'open',
  read: 'read',
  list: 'scandir',
};

export class Operations {
  private readonly done: Operation[] = [];
  private readonly watcher: Watcher;

  constructor(watcher: Watcher) {
    this.watcher = watcher;
  }

  /** `onFault` does what a failing operation does all the same. */
  change(kind: ChangeKind, path: string, details: Details, effect: () => void, onFault?: (fault: Fault) => void): void {
    const operation = this.describe(kind, path, details);
    const number = this.done.push(operation) - 1;
    this.watcher.onStep?.({ ...operation, operation: kind, phase: 'before' });
    let error: unknown = null;
    try {
      const fault = this.watcher.faults?.(operation) ?? null;
      if (fault === null) effect();
      else {
        onFault?.(fault);
        throw fileError(fault.code, syscalls[kind], path, details.to);
      }
    } catch (thrown) {
      error = thrown;
    }
    const ended = error === null ? operation : { ...operation, error: fileErrorCode(error) ?? 'ERROR' };
    this.done[number] = ended;
    this.watcher.onStep?.({ ...ended, operation: kind, phase: 'after' });
    if (error !== null) throw error;
  }

  look(kind: LookKind, path: string, details: Details = {}): void {
    if (this.watcher.faults === null) return;
    const fault = this.watcher.faults(this.describe(kind, path, details));
    if (fault !== null) throw fileError(fault.code, syscalls[kind], path);
  }

  /** One line an operation: `write wal-1 0+512`, `rename a -> b`, `sync wal-1 (EIO)`. */
  trace(): string[] {
    return this.done.map(lineOf);
  }

  private describe(operation: ChangeKind | LookKind, path: string, details: Details): Operation {
    const { to = null, position = 0, length = 0 } = details;
    return { index: this.done.length, operation, path, to, position, length, error: null };
  }
}

function lineOf({ operation, path, to, position, length, error }: Operation): string {
  const where = operation === 'write' ? ` ${position}+${length}` : operation === 'truncate' ? ` ${position}` : '';
  return `${operation} ${path}${to === null ? '' : ` -> ${to}`}${where}${error === null ? '' : ` (${error})`}`;
}
