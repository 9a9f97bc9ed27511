/** A broken invariant: a bug of ours, reported as XX000 and never caught below the surfaces. */
export class AssertionError extends Error {
  readonly code = 'XX000';
  constructor(message: string) {
    super(message);
    this.name = 'AssertionError';
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Ends a switch over a union: a new member breaks the build here. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected ${JSON.stringify((value as { kind?: unknown } | null)?.kind ?? value)}`);
}
