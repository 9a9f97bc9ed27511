/** A tree without its locations, to compare what two texts mean. */
export function withoutLocations(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutLocations);
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).filter(([key]) => !/^(?:location|checkOptionLocation)$/.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutLocations(value)]));
}
