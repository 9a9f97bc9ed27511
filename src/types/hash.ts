/**
 * Hash functions of scalars: int32, the same for equal values. They are not PostgreSQL's hashes; nothing visible depends
 * on them. int2, int4 and int8 of one value hash alike, so joins across integer types may share a hash table.
 */

const doubles = new Float64Array(1);
const halves = new Int32Array(doubles.buffer);

/** Finisher of MurmurHash3 (Appleby): every input bit reaches every output bit. */
export function mixInt32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Any double: integers inside int32 by value, others by their bits; -0 as 0, every NaN alike. */
export function hashNumber(value: number): number {
  const int = value | 0;
  if (int === value) return mixInt32(int);
  doubles[0] = Number.isNaN(value) ? Number.NaN : value;
  return mixInt32(halves[0]! ^ Math.imul(halves[1]!, 0x9e3779b1));
}

/** int8 scalars: canonical, so a number and a bigint are never equal. */
export function hashInteger(value: number | bigint): number {
  return typeof value === 'number' ? hashNumber(value) : hashString(value.toString(36));
}

/** FNV-1a over UTF-16 code units, then mixed. */
export function hashString(value: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) h = Math.imul(h ^ value.charCodeAt(i), 0x01000193);
  return mixInt32(h);
}

export function hashBytes(value: Uint8Array): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) h = Math.imul(h ^ value[i]!, 0x01000193);
  return mixInt32(h);
}

/** Order matters: combineHashes(a, b) differs from combineHashes(b, a). */
export function combineHashes(left: number, right: number): number {
  return (Math.imul(left, 31) + right) | 0;
}
