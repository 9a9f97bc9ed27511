/** A world of pretended processes that share a disk: any of them can die, or be held up, before any operation on a file. */
import type { File, FileSystem, Host, Liveness, Processes, ProcessIdentity } from '../../src/host/index.ts';

export class Died extends Error {}

/** Calls `before` ahead of each operation, on the file system and on its files. */
export function watched(files: FileSystem, before: (operation: string) => void): FileSystem {
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          before(String(name));
          const result = (value as (...given: unknown[]) => unknown).apply(object, args);
          return name === 'open' ? wrap(result as File) : result;
        };
      },
    });
  return wrap(files);
}

/** Who of the pretended processes lives. Those of another namespace cannot be seen. */
export class World {
  private readonly dead = new Set<number>();
  private pids = 0;

  /** A process; `kill` makes an end of it. */
  start({ namespace = 'a', boot = 'b' } = {}): { identity: ProcessIdentity; processes: Processes } {
    const pid = ++this.pids;
    const identity = { pid, startTime: String(pid * 7), bootId: boot, hostname: 'host', pidNamespace: namespace };
    const isAlive = (other: ProcessIdentity): Liveness => {
      if (other.pidNamespace !== namespace || other.bootId !== boot) return 'unknown';
      return this.dead.has(other.pid) ? 'dead' : 'alive';
    };
    return { identity, processes: { self: () => identity, isAlive } };
  }

  kill(pid: number): void {
    this.dead.add(pid);
  }

  isDead(pid: number): boolean {
    return this.dead.has(pid);
  }
}

/** Its clock moves only while somebody sleeps, and tells them so. */
export class WorldClock {
  nowMs = 0;
  /** Called once for each sleep, after it. */
  onSleep: ((ms: number) => void) | null = null;
  private draws = 0;

  readonly host: Host = {
    now: () => this.nowMs * 1000,
    monotonicMs: () => this.nowMs,
    random: () => 0.5,
    randomBytes: (count) => {
      const bytes = new Uint8Array(count);
      // Their order is not that in which they were made.
      new DataView(bytes.buffer).setUint32(0, Math.imul(++this.draws, 0x9e3779b1) >>> 0);
      return bytes;
    },
    sleepSync: (ms) => {
      this.nowMs += ms;
      this.onSleep?.(ms);
    },
    processId: () => 1,
  };
}
