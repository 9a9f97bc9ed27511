import { Random } from './random.ts';

/** What a power failure leaves of that which was not synced: all, nothing, or a random part. */
export type CrashPolicy = 'keep' | 'drop' | 'random';

/** A write is torn at borders of sectors or pages, or not at all. */
const unitsOfWrites = [Number.POSITIVE_INFINITY, 4096, 512];

/** The decisions of one power failure: a function of its seed and of the questions before. */
export class Survival {
  readonly policy: CrashPolicy;
  private readonly random: Random;
  /** Failures that keep little and such that lose little find different bugs. */
  private readonly keptPercent: number;

  constructor(seed: number, policy: CrashPolicy | null = null) {
    this.random = new Random(seed);
    const drawn = this.random.below(8);
    this.policy = policy ?? (drawn === 0 ? 'keep' : drawn === 1 ? 'drop' : 'random');
    this.keptPercent = this.random.pick([8, 50, 50, 92]);
  }

  keeps(): boolean {
    return this.policy === 'random' ? this.random.percent(this.keptPercent) : this.policy === 'keep';
  }

  /** The bytes of a write that arrive or are lost together. */
  unitBytes(): number {
    return this.policy === 'random' ? this.random.pick(unitsOfWrites) : Number.POSITIVE_INFINITY;
  }

  /** How many of a file's changes of size took place: they do in order. */
  sizeChanges(count: number): number {
    if (this.policy === 'random') return this.random.percent(50) ? count : this.random.below(count + 1);
    return this.policy === 'keep' ? count : 0;
  }

  /** Which of the changes of names took place: mostly the first ones, as in a journal. */
  nameChanges(count: number): boolean[] {
    const isPrefix = this.policy === 'random' && this.random.percent(75);
    const first = isPrefix ? this.random.below(count + 1) : 0;
    return Array.from({ length: count }, (_, i) => (isPrefix ? i < first : this.keeps()));
  }
}
