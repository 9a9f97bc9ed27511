/**
 * What all statements of this process hold together. The heap of V8 has a hard end, at which the process dies; so together they
 * may only have a part of it, whatever the limit of each.
 */
import { sqlError } from '../../errors/index.ts';
import { collectGarbage, heapIsSmall, heapLimitBytes, heapUsedBytes, nodeHost } from '../../host/index.ts';

const share = 0.5;
/** Where it becomes doubtful whether there is room for what comes next. */
const fullAt = 0.8;
/** A look takes microseconds; in this time some megabytes can be allocated. */
const looksEveryMs = 2;

class MemoryPool {
  private used = 0;
  private limit = 0;
  private looked = 0;

  private get limitBytes(): number {
    if (this.limit === 0) this.limit = Math.floor(heapLimitBytes() * share);
    return this.limit;
  }

  take(bytes: number): void {
    this.checkRoom(bytes);
    this.used += bytes;
  }

  checkRoom(bytes: number): void {
    if (bytes > 0 && this.used + bytes > this.limitBytes) throw outOfMemory(bytes);
  }

  give(bytes: number): void {
    this.used -= bytes;
  }

  /**
   * Looks at the heap itself, now and then: rows of tables in memory, results of the embedded API and single values are not
   * counted. Garbage is no reason to fail, so when the heap looks full it is collected first.
   */
  watch(): void {
    const nowMs = nodeHost.monotonicMs();
    if (nowMs - this.looked < looksEveryMs) return;
    this.looked = nowMs;
    if (heapIsSmall()) return;
    const most = heapLimitBytes() * fullAt;
    if (heapUsedBytes() < most) return;
    collectGarbage();
    const used = heapUsedBytes();
    if (used >= most) throw outOfMemory(used);
  }
}

export const memoryPool = new MemoryPool();

/** In PostgreSQL's words. */
export function outOfMemory(bytes: number): Error {
  return sqlError('out_of_memory', 'out of memory', {
    detail: `Failed on request of size ${Math.ceil(bytes)} in memory context "ExecutorState".`,
  });
}
