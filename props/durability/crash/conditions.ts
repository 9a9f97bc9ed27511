/** Under which a history runs: limits so small that little work fills a file, a cache, a checkpoint. A function of the seed. */
import { Random } from '../../../src/host/simulated/random.ts';

export type Surface = 'embedded' | 'pgwire';

export interface Conditions {
  readonly seed: number;
  readonly surface: Surface;
  /** 'always', 'never', or 'every:N'. */
  readonly commitPolicy: string;
  /** N of it; 0 for the others. */
  readonly every: number;
  readonly cacheBytes: number;
  readonly walSegmentBytes: number;
  readonly checkpointWalBytes: number;
  readonly sessions: number;
  readonly steps: readonly number[];
}

export function conditionsOf(seed: number, surface: Surface): Conditions {
  const random = new Random(seed);
  const policy = random.below(100);
  const every = 2 + random.below(4);
  return {
    seed,
    surface,
    commitPolicy: policy < 70 ? 'always' : policy < 85 ? `every:${every}` : 'never',
    every: policy >= 70 && policy < 85 ? every : 0,
    cacheBytes: random.percent(50) ? Infinity : random.pick([2000, 8000, 64_000]),
    walSegmentBytes: random.pick([2048, 8192, 30_000, 1 << 24]),
    checkpointWalBytes: random.pick([1500, 6000, 40_000, 1 << 26]),
    sessions: 1 + random.below(surface === 'embedded' ? 3 : 5),
    steps: Array.from({ length: 25 + random.below(50) }, () => random.next()),
  };
}
