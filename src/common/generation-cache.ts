/**
 * Values by text, in two generations: what is found in the old one moves to the young one, and when the young one is full it
 * becomes the old one and what nobody asked for since is dropped. That is nearly least-recently-used at the cost of a look-up.
 */
export class GenerationCache<Value> {
  private readonly limit: number;
  private readonly weightOf: (key: string) => number;
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private weight = 0;

  /** `limit` of one generation, in units of `weightOf`; without it, entries. */
  constructor(limit: number, weightOf: (key: string) => number = () => 1) {
    this.limit = limit;
    this.weightOf = weightOf;
  }

  get(key: string): Value | undefined {
    const found = this.young.get(key);
    if (found !== undefined) return found;
    const before = this.old.get(key);
    if (before !== undefined) this.set(key, before);
    return before;
  }

  set(key: string, value: Value): void {
    if (!this.young.has(key)) {
      this.weight += this.weightOf(key);
      if (this.weight > this.limit) {
        this.old = this.young;
        this.young = new Map();
        this.weight = this.weightOf(key);
      }
    }
    this.young.set(key, value);
  }
}
