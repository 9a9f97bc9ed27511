/** Multiplications and shifts that let each bit of a number move all others (splitmix32's finish). */
function mixed(bits: number): number {
  let x = bits | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** Pseudo-random numbers (splitmix32): a function of the seed, and of how many were drawn. Cheap to make. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = mixed(seed) ^ mixed(Math.floor(seed / 2 ** 32) + 1);
  }

  /** A whole number in [0, 2³²). */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    return mixed(this.state) >>> 0;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  /** True so many times in a hundred. */
  percent(chance: number): boolean {
    return this.below(100) < chance;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
