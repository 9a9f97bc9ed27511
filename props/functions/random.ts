/** Choices by a seeded generator, so that a recording can be made again. */

export interface Random {
  int(low: number, high: number): number;
  pick<T>(choices: readonly T[]): T;
  /** Text of a number between -100 and 100 with so many digits. */
  fraction(digits: number): string;
  /** Result of one of the functions. */
  one(...makers: readonly (() => string)[]): string;
  times(count: number, make: () => string): string[];
  /** So many results, each of one of the functions, no two alike. */
  many(count: number, ...makers: readonly (() => string)[]): string[];
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(choices: readonly T[]): T => choices[int(0, choices.length - 1)]!;
  const one = (...makers: readonly (() => string)[]) => pick(makers)();
  const times = (count: number, make: () => string) => Array.from({ length: count }, make);
  return {
    int,
    pick,
    one,
    times,
    fraction: (digits) => (next() * 200 - 100).toFixed(digits),
    many: (count, ...makers) => {
      const results = new Set<string>();
      // Makers with few results would never fill the set by themselves.
      for (let tries = 0; results.size < count && tries < count * 10; tries++) results.add(one(...makers));
      return [...results];
    },
  };
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
