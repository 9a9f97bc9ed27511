/** Drawing values one after the other inside fast-check's `gen`: what is generated next may depend on what was. */
import fc from 'fast-check';

export class Draw {
  private readonly gen: fc.GeneratorValue;

  constructor(gen: fc.GeneratorValue) {
    this.gen = gen;
  }

  /** From 0 to n - 1; shrinks to 0. */
  below(n: number): number {
    return this.gen(fc.nat, { max: n - 1 });
  }
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
  /** Shrinks to false. */
  percent(n: number): boolean {
    return this.below(100) >= 100 - n;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  /** Simple things first: shrinking goes to the front. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let at = this.below(items.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, item] of items) {
      if (at < weight) return item;
      at -= weight;
    }
    throw new Error('unreachable');
  }
  several<T>(low: number, high: number, make: () => T): T[] {
    return Array.from({ length: this.between(low, high) }, make);
  }
}

export function drawn<T>(make: (draw: Draw) => T): fc.Arbitrary<T> {
  return fc.gen().map((gen) => make(new Draw(gen)));
}
