/** `make`'s value, made when it is first asked for: for tables that most processes never look into. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
