/**
 * The value of types inet and cidr: an IPv4 or IPv6 address and the length of its network part. In a cidr all bits behind
 * that part are zero.
 */
import { hashNumber, hashString } from '../hash.ts';

export class NetworkAddress {
  readonly family: 4 | 6;
  /** Bits of the network part. */
  readonly bits: number;
  readonly address: bigint;

  constructor(family: 4 | 6, bits: number, address: bigint) {
    this.family = family;
    this.bits = bits;
    this.address = address;
  }
}

/** Bits of an address of the family. */
export function familyBits(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** The bits of the host part, all set. */
export function hostMask(family: 4 | 6, bits: number): bigint {
  return (1n << BigInt(familyBits(family) - bits)) - 1n;
}

export function networkMask(family: 4 | 6, bits: number): bigint {
  return hostMask(family, 0) ^ hostMask(family, bits);
}

/** Whether the first `bits` bits agree. */
export function sharePrefix(a: NetworkAddress, b: NetworkAddress, bits: number): boolean {
  return (a.address ^ b.address) >> BigInt(familyBits(a.family) - bits) === 0n;
}

/** IPv4 first; then by the network part both have, the shorter first, then by the host part. */
export function compareAddresses(a: NetworkAddress, b: NetworkAddress): number {
  if (a.family !== b.family) return a.family - b.family;
  const shift = BigInt(familyBits(a.family) - Math.min(a.bits, b.bits));
  const left = a.address >> shift;
  const right = b.address >> shift;
  if (left !== right) return left < right ? -1 : 1;
  if (a.bits !== b.bits) return a.bits - b.bits;
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

/**
 * The same order as a number that network_cmp gives: where whole bytes of what is compared differ, it is their difference, as
 * the C library has it.
 */
export function addressDifference(a: NetworkAddress, b: NetworkAddress): number {
  if (a.family !== b.family) return Math.sign(a.family - b.family);
  const shared = Math.min(a.bits, b.bits);
  const order = prefixDifference(a, b, shared);
  if (order !== 0) return order;
  return a.bits === b.bits ? prefixDifference(a, b, familyBits(a.family)) : a.bits - b.bits;
}

function prefixDifference(a: NetworkAddress, b: NetworkAddress, bits: number): number {
  const width = familyBits(a.family);
  for (let end = 8; end <= bits; end += 8) {
    const shift = BigInt(width - end);
    const difference = Number((a.address >> shift) & 255n) - Number((b.address >> shift) & 255n);
    if (difference !== 0) return difference;
  }
  const shift = BigInt(width - bits);
  const [left, right] = [a.address >> shift, b.address >> shift];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The same text for the same value, and for no other. */
export function addressKey(value: NetworkAddress): string {
  return `${value.family}/${value.bits}/${value.address.toString(36)}`;
}

export function hashAddress(value: NetworkAddress): number {
  return value.family === 4
    ? hashNumber(Number(value.address) + value.bits * 4294967296)
    : hashString(addressKey(value));
}
