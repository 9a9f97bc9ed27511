/** Counts of observations by size, for durations: each bound has those at most as large that no smaller bound has. */
export class Histogram {
  readonly bounds: readonly number[];
  /** One for each bound, and the last for what is larger than all. */
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let i = 0;
    while (i < bounds.length && value > bounds[i]!) i++;
    counts[i] = counts[i]! + 1;
    this.sum += value;
    this.count++;
  }
}
