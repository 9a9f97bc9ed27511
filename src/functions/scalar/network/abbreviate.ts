/**
 * abbrev(cidr): only what belongs to the network. IPv4 octets behind it are left out, IPv6 words too, and the longest run of
 * zero words among those shown is `::`.
 */
import { type NetworkAddress, networkMask } from '../../../types/network/address.ts';
import { addressOctets, addressWords } from '../../../types/network/address-text.ts';

function abbreviateFour(octets: readonly number[], bits: number): string {
  const shown = octets.slice(0, Math.ceil(bits / 8));
  return shown.length === 0 ? '0' : shown.join('.');
}

/** The run that is left out: a later one wins only when longer, and zeros at the very end count on from the last run. */
function zeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  let length = 0;
  words.forEach((word, i) => {
    if (word === 0) {
      if (length === 0) start = i;
      length++;
    } else if (length > best.length) {
      best = { start, length };
      length = 0;
    }
  });
  return length > best.length ? { start, length } : best;
}

function abbreviateSix(address: bigint, bits: number): string {
  if (bits === 0) return '::';
  const words = addressWords(address & networkMask(6, bits));
  const count = Math.max(Math.ceil(bits / 16), 2);
  const shown = words.slice(0, count);
  const { start, length } = zeroRun(shown);
  const last = words[7]!;
  const embedded =
    length !== count &&
    start === 0 &&
    (length === 6 || (length === 5 && words[5] === 0xffff) || (length === 7 && last >> 8 !== 0 && (last & 255) !== 1));
  let text = '';
  shown.forEach((word, i) => {
    if (length !== 0 && i >= start && i < start + length) {
      if (i === start) text += ':';
      if (i === count - 1) text += ':';
    } else if (embedded && i > 5) {
      text += `${i === 6 ? ':' : '.'}${word >> 8}`;
      if (i !== 7 || bits > 120) text += `.${word & 255}`;
    } else text += `${text === '' ? '' : ':'}${word.toString(16)}`;
  });
  return text;
}

export function abbreviateCidr({ family, bits, address }: NetworkAddress): string {
  const text = family === 4 ? abbreviateFour(addressOctets(address), bits) : abbreviateSix(address, bits);
  return `${text}/${bits}`;
}
