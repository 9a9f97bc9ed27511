/** Hashes of key values for the open-addressing and chained tables. All give int32. */
const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

export function hashInt(value: number): number {
  let h = Math.imul(value, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 13);
}

/** For doubles and int8 scalars. Zeroes of both signs and all NaNs hash alike; a bigint never equals a number. */
export function hashNumber(value: number | bigint): number {
  if (typeof value === 'bigint') {
    return hashInt(Number(BigInt.asIntN(32, value)) ^ Number(BigInt.asIntN(32, value >> 32n)));
  }
  const small = value | 0;
  if (small === value) return hashInt(small);
  if (value !== value) return 0x7ff80000;
  bits[0] = value;
  return hashInt(words[0]! ^ Math.imul(words[1]!, 31));
}

export function combineHash(hash: number, next: number): number {
  return (Math.imul(hash, 31) + next) | 0;
}
