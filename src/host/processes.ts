/**
 * Which process is it, and does it still run? A process id alone does not say: ids are used again, and a container counts its
 * own. So a process is known by its id, its start time, the boot of its kernel and the namespace its id is counted in.
 * Where there is no /proc, the id and the name of the machine are all there is.
 */
import { nodeSystemFiles, type SystemFiles } from './system-files.ts';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the boot and the start of the process, as in /proc/PID/stat; null where that cannot be read. */
  readonly startTime: string | null;
  /** Random, made at each boot of the kernel. */
  readonly bootId: string | null;
  readonly hostname: string;
  /** As in the link /proc/self/ns/pid. */
  readonly pidNamespace: string | null;
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return (
    a.pid === b.pid &&
    a.startTime === b.startTime &&
    a.bootId === b.bootId &&
    a.hostname === b.hostname &&
    a.pidNamespace === b.pidNamespace
  );
}

/** unknown: it runs, or ran, where this process cannot look. */
export type Liveness = 'alive' | 'dead' | 'unknown';

export interface Processes {
  self(): ProcessIdentity;
  isAlive(identity: ProcessIdentity): Liveness;
}

/** What the judgement rests on, for tests to stand in for. */
export interface ProcessTable extends Pick<SystemFiles, 'read' | 'readLink'> {
  readonly pid: number;
  readonly hostname: string;
  /** Whether the id is one of a process, whoever owns it. */
  exists(pid: number): boolean;
}

/** The namespace of processes outside any container; the kernel fixes its number (PROC_PID_INIT_INO). */
const initialNamespace = 'pid:[4026531836]';

export function createProcesses(table: () => ProcessTable): Processes {
  return {
    self: () => identify(table()),
    isAlive: (identity) => judge(identity, table()),
  };
}

/** The real ones. */
export const nodeProcesses: Processes = createProcesses(() => ({
  pid: process.pid,
  hostname: process.getBuiltinModule('node:os').hostname(),
  read: nodeSystemFiles.read,
  readLink: nodeSystemFiles.readLink,
  exists: processExists,
}));

function identify(table: ProcessTable): ProcessIdentity {
  return {
    pid: table.pid,
    startTime: statOf(table.pid, table)?.startTime ?? null,
    bootId: table.read('/proc/sys/kernel/random/boot_id')?.trim() || null,
    hostname: table.hostname,
    pidNamespace: table.readLink('/proc/self/ns/pid'),
  };
}

function judge(other: ProcessIdentity, table: ProcessTable): Liveness {
  const self = identify(table);
  if (other.bootId !== self.bootId) return wasRebooted(other, self) ? 'dead' : 'unknown';
  if (other.pidNamespace !== self.pidNamespace) return 'unknown';
  // Without the boot only the machine's name tells that its processes are ours to see.
  if (self.bootId === null && other.hostname !== self.hostname) return 'unknown';
  if (!table.exists(other.pid)) return 'dead';
  const stat = statOf(other.pid, table);
  // Hidden (hidepid), or there is no /proc: somebody has this id, and that must do.
  if (stat === null) return 'alive';
  if (other.startTime !== null && other.startTime !== stat.startTime) return 'dead';
  return stat.ended ? 'dead' : 'alive';
}

/** The same machine, started again since. Names of containers do not tell: they move from machine to machine. */
function wasRebooted(other: ProcessIdentity, self: ProcessIdentity): boolean {
  return (
    other.bootId !== null &&
    self.bootId !== null &&
    other.hostname === self.hostname &&
    other.pidNamespace === initialNamespace &&
    self.pidNamespace === initialNamespace
  );
}

/** proc(5), /proc/PID/stat: `PID (name) state …`, the start time is field 22. The name may have spaces and parentheses. */
function statOf(pid: number, table: ProcessTable): { startTime: string; ended: boolean } | null {
  // A /proc of another namespace counts otherwise.
  if (table.readLink('/proc/self') !== String(table.pid)) return null;
  const text = table.read(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || startTime === undefined) return null;
  // A zombie has closed its files; it waits for its parent to ask how it ended.
  return { startTime, ended: state === 'Z' || state === 'X' };
}

/** Signal 0 is not sent; EPERM says that the process is another user's. */
function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
