/**
 * Type money in the C locale: whole cents in an int8 scalar, "$1,234.56". Digits beyond the cents are rounded half away
 * from zero.
 */
import { compareNumbers, defineType } from './define-type.ts';
import { hashInteger } from './hash.ts';
import { canonicalInteger, type Int8, int8Max, int8Min } from './int8.ts';
import { invalidSyntax, isDigitCode, isSpaceCode, valueOutOfRange } from './text-scan.ts';
import type { TypeDef } from './type-def.ts';

export function parseMoney(text: string): Int8 {
  let at = 0;
  let negative = false;
  const skipSpaces = () => {
    while (isSpaceCode(text.charCodeAt(at))) at++;
  };
  skipSpaces();
  if (text[at] === '$') at++;
  skipSpaces();
  if (text[at] === '-') {
    negative = true;
    at++;
  } else if (text[at] === '(') {
    negative = true;
    at++;
  } else if (text[at] === '+') at++;
  skipSpaces();
  if (text[at] === '$') at++;
  skipSpaces();
  let digits = '';
  let fraction = '';
  let seenPoint = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigitCode(code)) {
      if (seenPoint) fraction += text[at]!;
      else digits += text[at]!;
    } else if (code === 46 && !seenPoint) seenPoint = true;
    else if (code !== 44) break;
  }
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 45) negative = true;
    else if (!isSpaceCode(code) && code !== 41 && code !== 43 && code !== 36) throw invalidSyntax('money', text);
  }
  const roundUp = fraction.charCodeAt(2) >= 53 ? 1n : 0n;
  const magnitude = BigInt(`0${digits}${fraction.slice(0, 2).padEnd(2, '0')}`) + roundUp;
  const cents = negative ? -magnitude : magnitude;
  if (cents > int8Max || cents < int8Min) throw valueOutOfRange('money', text);
  return canonicalInteger(cents);
}

export function formatMoney(cents: Int8): string {
  const negative = cents < 0;
  const digits = (negative ? -cents : cents).toString().padStart(3, '0');
  const units = digits.slice(0, -2).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${negative ? '-' : ''}$${units}.${digits.slice(-2)}`;
}

export const moneyTypes: readonly TypeDef[] = [
  defineType({
    oid: 790,
    name: 'money',
    arrayOid: 791,
    category: 'N',
    length: 8,
    align: 'd',
    vector: 'integer',
    scalar: 'number',
    input: parseMoney,
    output: formatMoney,
    compare: compareNumbers,
    hash: hashInteger,
  }),
];
