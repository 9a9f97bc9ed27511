/** The heap of this process: what V8 may take at most, and what is in use, garbage that has not been collected included. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function heapLimitBytes(): number {
  return getHeapStatistics().heap_size_limit;
}

/** Some microseconds. */
export function heapUsedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
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
