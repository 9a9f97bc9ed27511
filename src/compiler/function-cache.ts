/**
 * Generated source to JavaScript functions, by text: equal plan shapes share one compiled factory, so V8 keeps its optimised
 * code and type feedback (docs/architecture/overview.md, "Rules for generated code"). Bounded by the total length of the texts; the oldest go first.
 */
export type Factory = (constants: readonly unknown[]) => unknown[];

const maxLength = 16_000_000;
const factories = new Map<string, Factory>();
let length = 0;

export function factoryFor(text: string): Factory {
  const known = factories.get(text);
  if (known !== undefined) return known;
  // The text holds only what the compiler wrote: names it made and numbers it chose. props/compiler checks that.
  const factory = new Function('K', text) as Factory;
  factories.set(text, factory);
  length += text.length;
  for (const oldest of factories.keys()) {
    if (length <= maxLength) break;
    factories.delete(oldest);
    length -= oldest.length;
  }
  return factory;
}
