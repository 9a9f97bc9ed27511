/** Long work of the database in turns of a few milliseconds, with syncs that do not block the event loop. */
import type { SyncRequest } from '../durability/index.ts';
import type { Host } from '../host/index.ts';

const turnMs = 4;

export async function driveInTurns<P extends object, T>(
  steps: Generator<SyncRequest | P, T, void>,
  host: Host,
  onProgress: (progress: P) => void,
): Promise<T> {
  let turnEnds = host.monotonicMs() + turnMs;
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    const step = next.value;
    if ('later' in step) await step.later();
    else {
      onProgress(step);
      if (host.monotonicMs() < turnEnds) continue;
      await new Promise((resolve) => setImmediate(resolve));
    }
    turnEnds = host.monotonicMs() + turnMs;
  }
}
