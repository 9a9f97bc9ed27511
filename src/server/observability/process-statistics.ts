import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Sample } from './metric-table.ts';

const nanoseconds = 1e9;
const resolutionMs = 10;

/** The process that serves: memory, CPU time, and how late its event loop is. */
export class ProcessStatistics {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.delay.enable();
  }

  get userSeconds(): number {
    return process.cpuUsage().user / 1e6;
  }
  get systemSeconds(): number {
    return process.cpuUsage().system / 1e6;
  }
  get memory(): NodeJS.MemoryUsage {
    return process.memoryUsage();
  }

  /** Since it was last asked. The timer's own period is no lag. */
  takeLag(): readonly Sample[] {
    const { delay } = this;
    const seconds = (value: number): number => Math.max(0, (value || 0) / nanoseconds - resolutionMs / 1000);
    const samples: Sample[] = [0.5, 0.9, 0.99].map((quantile) => [
      seconds(delay.percentile(quantile * 100)),
      { quantile: String(quantile) },
    ]);
    samples.push([seconds(delay.mean), { quantile: 'mean' }], [seconds(delay.max), { quantile: 'max' }]);
    delay.reset();
    return samples;
  }

  close(): void {
    this.delay.disable();
  }
}
