/** The text forms of macaddr and macaddr8: pairs of hexadecimal digits in several groupings, written with colons. */
import { sqlError } from '../../errors/index.ts';
import { canonicalInteger, type Int8 } from '../int8.ts';
import { invalidSyntax, isSpaceCode } from '../text-scan.ts';

const anyDigits = /[ \t\n\v\f\r]*([+-]?(?:0[xX][0-9a-fA-F]*|[0-9a-fA-F]+))/y;
/** Two characters at most, a sign or a prefix among them, as C reads them. */
const twoDigits = /[ \t\n\v\f\r]*(0[xX]|[0-9a-fA-F]{1,2}|[+-][0-9a-fA-F])/y;

/** Groupings of six octets: the separators in front of each octet but the first. */
const forms: readonly (readonly [digits: RegExp, separators: readonly string[]])[] = [
  [anyDigits, [':', ':', ':', ':', ':']],
  [anyDigits, ['-', '-', '-', '-', '-']],
  [twoDigits, ['', '', ':', '', '']],
  [twoDigits, ['', '', '-', '', '']],
  [twoDigits, ['', '.', '', '.', '']],
  [twoDigits, ['', '-', '', '-', '']],
  [twoDigits, ['', '', '', '', '']],
];

function scanForm(text: string, digits: RegExp, separators: readonly string[]): number[] | null {
  const octets: number[] = [];
  let at = 0;
  for (let i = 0; i < 6; i++) {
    const separator = i === 0 ? '' : separators[i - 1]!;
    if (!text.startsWith(separator, at)) return null;
    digits.lastIndex = at + separator.length;
    const match = digits.exec(text);
    if (match === null) return null;
    // The prefix alone is zero, as C reads it.
    octets.push(Number.parseInt(match[1]!, 16) || 0);
    at = digits.lastIndex;
  }
  while (isSpaceCode(text.charCodeAt(at))) at++;
  return at === text.length ? octets : null;
}

export function parseMacaddr(text: string): number {
  for (const [digits, separators] of forms) {
    const octets = scanForm(text, digits, separators);
    if (octets === null) continue;
    if (octets.some((octet) => octet < 0 || octet > 255)) {
      throw sqlError('numeric_value_out_of_range', `invalid octet value in "macaddr" value: "${text}"`);
    }
    return octets.reduce((value, octet) => value * 256 + octet, 0);
  }
  throw invalidSyntax('macaddr', text);
}

/** An address of six octets gets FF and FE in its middle. */
export function widenMac(value: number): Int8 {
  const high = BigInt(Math.floor(value / 16777216));
  return canonicalInteger((high << 40n) | 0xfffe000000n | BigInt(value % 16777216));
}

const pair = /[0-9a-fA-F]{2}/y;

export function parseMacaddr8(text: string): Int8 {
  let at = 0;
  let count = 0;
  let value = 0n;
  let spacer = '';
  while (isSpaceCode(text.charCodeAt(at))) at++;
  while (at + 1 < text.length) {
    pair.lastIndex = at;
    const match = pair.exec(text);
    if (match === null || ++count > 8) throw invalidSyntax('macaddr8', text);
    value = (value << 8n) | BigInt(Number.parseInt(match[0], 16));
    at += 2;
    const next = text[at];
    if (next === ':' || next === '-' || next === '.') {
      if (spacer === '') spacer = next;
      else if (spacer !== next) throw invalidSyntax('macaddr8', text);
      at++;
    }
    if ((count === 6 || count === 8) && isSpaceCode(text.charCodeAt(at))) {
      while (isSpaceCode(text.charCodeAt(at))) at++;
      if (at < text.length) throw invalidSyntax('macaddr8', text);
    }
  }
  if (count === 6) return widenMac(Number(value));
  if (count !== 8) throw invalidSyntax('macaddr8', text);
  return canonicalInteger(value);
}

/** Pairs of digits with colons between. */
export function formatMac(value: Int8, octets: 6 | 8): string {
  return value
    .toString(16)
    .padStart(octets * 2, '0')
    .match(/../g)!
    .join(':');
}
