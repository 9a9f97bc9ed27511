/** The heap of this process: what V8 may take at most, and what is in use, garbage that has not been collected included. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of the old generation, where what lives long is; V8 counts three half-spaces of the young one as well. */
export function heapLimitBytes(): number {
  const { heap_size_limit } = getHeapStatistics();
  return Math.max(heap_size_limit / 2, heap_size_limit - youngBytes);
}
const youngBytes = 48 * 2 ** 20;

/** What the engine needs by itself, and a little; no process that means to run it has a limit near that. */
const smallBytes = 24 * 2 ** 20;
let isSmall = true;

/** Told without node:v8, whose loading costs a process as much as its first statements. Asked no more once it was not. */
export function heapIsSmall(): boolean {
  if (isSmall) isSmall = process.memoryUsage().heapUsed < smallBytes;
  return isSmall;
}

/** Some microseconds. */
export function heapUsedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

let collect: (() => void) | null = null;

/** Collects all garbage now: up to a second for a heap of gigabytes, so only where the alternative is worse. */
export function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collect();
}
