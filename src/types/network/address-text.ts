/**
 * The text forms of inet and cidr. IPv4 in dotted decimal; a cidr may leave out octets at the end, has then the network length
 * of its old class, and may be hexadecimal. IPv6 in hexadecimal words with `::` for zeros and dotted decimal at the end.
 */
import { sqlError } from '../../errors/index.ts';
import { invalidSyntax } from '../text-scan.ts';
import { hostMask, NetworkAddress } from './address.ts';

interface Scanned {
  readonly octets: readonly number[];
  /** -1: none was written. */
  readonly bits: number;
}

const withBits = /^([^/]*)(?:\/(\d+))?$/;
const decimalOctets = /^\d+(?:\.\d+)*$/;
/** An inet may have a point behind its last octet, as inet_net_pton reads it. */
const octetsAndPoint = /^\d+(?:\.\d+)*\.?$/;
const hexadecimal = /^0[xX][0-9a-fA-F]+$/;

/** Octets and length as written; null for bad syntax. */
function scanFour(text: string, isCidr: boolean): Scanned | null {
  const match = withBits.exec(text);
  if (match === null) return null;
  const bits = match[2] === undefined ? -1 : Number(match[2]);
  if (bits > 32) return null;
  const body = match[1]!;
  if (isCidr && hexadecimal.test(body)) {
    const digits = body.slice(2);
    if (digits.length > 8) return null;
    const octets = (digits.match(/..?/g) ?? []).map((pair) => Number.parseInt(pair.padEnd(2, '0'), 16));
    return { octets, bits };
  }
  if (!(isCidr ? decimalOctets : octetsAndPoint).test(body)) return null;
  const octets = body.match(/\d+/g)!.map(Number);
  return octets.length > 4 || octets.some((octet) => octet > 255) ? null : { octets, bits };
}

function joinOctets(octets: readonly number[]): bigint {
  let address = 0;
  for (let i = 0; i < 4; i++) address = address * 256 + (octets[i] ?? 0);
  return BigInt(address);
}

function parseFourInet(text: string): NetworkAddress | null {
  const scanned = scanFour(text, false);
  if (scanned === null) return null;
  const { octets, bits } = scanned;
  if (bits < 0 && octets.length < 4) return null;
  if (bits >> 3 > octets.length) return null;
  return new NetworkAddress(4, bits < 0 ? 32 : bits, joinOctets(octets));
}

/** Network length by the old classes A to E, or by the octets written if those are more. */
function classBits(octets: readonly number[]): number {
  const first = octets[0]!;
  const ofClass = first >= 240 ? 32 : first >= 224 ? 8 : first >= 192 ? 24 : first >= 128 ? 16 : 8;
  const bits = Math.max(ofClass, octets.length * 8);
  return bits === 8 && first === 224 ? 4 : bits;
}

function parseFourCidr(text: string): NetworkAddress | null {
  const scanned = scanFour(text, true);
  if (scanned === null) return null;
  const { octets, bits } = scanned;
  return new NetworkAddress(4, bits < 0 ? classBits(octets) : bits, joinOctets(octets));
}

/**
 * Dotted decimal at the end of an IPv6 address, as two words; octets left out are zero, and so are, but for the last where no length
 * of a network follows, those that are empty.
 */
function embeddedWords(text: string, withLength: boolean): readonly number[] | null {
  if (!/^(?:0|[1-9]\d*)?(?:\.(?:0|[1-9]\d*)?){1,3}$/.test(text) || (!withLength && text.endsWith('.'))) return null;
  const octets = text.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return null;
  const octet = (i: number) => octets[i] ?? 0;
  return [octet(0) * 256 + octet(1), octet(2) * 256 + octet(3)];
}

/** Words between single colons; null for bad syntax. `last`: dotted decimal may stand at the end. */
function scanWords(text: string, last: boolean, withLength: boolean): readonly number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const words: number[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) words.push(Number.parseInt(part, 16));
    else {
      const embedded = last && i === parts.length - 1 ? embeddedWords(part, withLength) : null;
      if (embedded === null) return null;
      words.push(...embedded);
    }
  }
  return words;
}

function parseSix(text: string): NetworkAddress | null {
  const match = /^([^/]*)(?:\/(0|[1-9]\d*))?$/.exec(text);
  if (match === null) return null;
  const bits = match[2] === undefined ? 128 : Number(match[2]);
  if (bits > 128) return null;
  const withLength = match[2] !== undefined;
  const halves = match[1]!.split('::');
  if (halves.length > 2) return null;
  const head = scanWords(halves[0]!, halves.length === 1, withLength);
  const tail = scanWords(halves[1] ?? '', true, withLength);
  if (head === null || tail === null) return null;
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 1) return null;
  let address = 0n;
  for (const word of [...head, ...new Array<number>(zeros).fill(0), ...tail]) address = (address << 16n) | BigInt(word);
  return new NetworkAddress(6, bits, address);
}

export function parseInet(text: string): NetworkAddress {
  const value = text.includes(':') ? parseSix(text) : parseFourInet(text);
  if (value === null) throw invalidSyntax('inet', text);
  return value;
}

export function parseCidr(text: string): NetworkAddress {
  const value = text.includes(':') ? parseSix(text) : parseFourCidr(text);
  if (value === null) throw invalidSyntax('cidr', text);
  if ((value.address & hostMask(value.family, value.bits)) !== 0n) {
    throw sqlError('invalid_text_representation', `invalid cidr value: "${text}"`, {
      detail: 'Value has bits set to right of mask.',
    });
  }
  return value;
}

/** Sixteen-bit words of an IPv6 address, highest first. */
export function addressWords(address: bigint): number[] {
  return Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
}

export function addressOctets(address: bigint): number[] {
  const number = Number(address);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
}

/** Start and length of the longest run of zero words; of equal ones the first. */
function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  for (let i = 0; i < words.length; i++) {
    let end = i;
    while (words[end] === 0) end++;
    if (end - i > best.length) best = { start: i, length: end - i };
    i = Math.max(i, end);
  }
  return best;
}

/** The address alone. Zeros are shortened from two words on; what is an IPv4 address inside ends in dotted decimal. */
export function formatHost(value: NetworkAddress): string {
  if (value.family === 4) return addressOctets(value.address).join('.');
  const words = addressWords(value.address);
  const { start, length } = longestZeros(words);
  if (length < 2) return words.map((word) => word.toString(16)).join(':');
  const mapped = start === 0 && (length === 6 || (length === 5 && words[5] === 0xffff));
  const hex = (part: readonly number[]) => part.map((word) => word.toString(16)).join(':');
  if (mapped) {
    const middle = length === 5 ? 'ffff:' : '';
    return `::${middle}${addressOctets(value.address & 0xffffffffn).join('.')}`;
  }
  return `${hex(words.slice(0, start))}::${hex(words.slice(start + length))}`;
}

/** inet leaves the length out where the whole address is meant. */
export function formatInet(value: NetworkAddress): string {
  const whole = value.bits === (value.family === 4 ? 32 : 128);
  return whole ? formatHost(value) : `${formatHost(value)}/${value.bits}`;
}

export function formatCidr(value: NetworkAddress): string {
  return `${formatHost(value)}/${value.bits}`;
}
