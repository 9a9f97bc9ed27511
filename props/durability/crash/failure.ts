/** A counterexample: what was wrong, and where. */
export class Failure extends Error {
  readonly kind: 'lost' | 'phantom' | 'broken' | 'differs' | 'error';

  constructor(kind: Failure['kind'], message: string) {
    super(`${kind}: ${message}`);
    this.name = 'Failure';
    this.kind = kind;
  }
}

/** First lines in which two states differ. */
export function difference(found: string, wanted: string): string {
  const a = new Set(found.split('\n'));
  const b = new Set(wanted.split('\n'));
  const more = [...a].filter((line) => !b.has(line)).slice(0, 5);
  const less = [...b].filter((line) => !a.has(line)).slice(0, 5);
  const short = (line: string) => JSON.stringify(line.length > 400 ? `${line.slice(0, 400)}…` : line);
  return [...more.map((line) => `  + ${short(line)}`), ...less.map((line) => `  - ${short(line)}`)].join('\n');
}
