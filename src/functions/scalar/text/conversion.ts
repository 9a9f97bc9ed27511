/** Functions that convert between character sets: convert() and what is made of it. */

import { isUtf8 } from 'node:buffer';
import { sqlError, unsupported } from '../../../errors/index.ts';
import { characterSetName, characterSetNumber } from '../../../types/character-sets.ts';
import { hasConversion } from '../../../types/charsets/conversions.ts';
import {
  characterRules,
  charsetNamed,
  convertBetween,
  countCharacters,
  invalidSequence,
} from '../../../types/charsets/index.ts';
import { invalidText } from '../../../types/invalid-text.ts';
import { characterCount } from '../../../types/text-order.ts';

const sqlAscii = 0;
const utf8 = 6;

function numberOf(name: string, role: 'source ' | 'destination ' | ''): number {
  const number = characterSetNumber(name);
  if (number === undefined) throw sqlError('invalid_parameter_value', `invalid ${role}encoding name "${name}"`);
  return number;
}

const encoder = new TextEncoder();

/** Of UTF-8. */
function textOf(bytes: Uint8Array): string {
  if (!isUtf8(bytes) || bytes.includes(0)) throw invalidText(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** Number of characters; 22021 where bytes are none. */
function countIn(bytes: Uint8Array, set: number): number {
  if (set === utf8) return characterCount(textOf(bytes));
  if (set === sqlAscii) {
    if (bytes.includes(0)) throw invalidSequence('SQL_ASCII', Uint8Array.of(0));
    return bytes.length;
  }
  const name = characterSetName(set)!;
  return countCharacters(name, characterRules(name), bytes);
}

export function convertBytes(bytes: Uint8Array, source: string, destination: string): Uint8Array {
  const from = numberOf(source, 'source ');
  const to = numberOf(destination, 'destination ');
  const text = from === utf8 ? textOf(bytes) : null;
  if (text === null) countIn(bytes, from);
  if (from === to || to === sqlAscii) return bytes;
  if (from === sqlAscii) {
    countIn(bytes, to);
    return bytes;
  }
  const [fromName, toName] = [characterSetName(from)!, characterSetName(to)!];
  if (!hasConversion(from, to)) {
    throw sqlError(
      'undefined_function',
      `default conversion function for encoding "${fromName}" to "${toName}" does not exist`,
    );
  }
  if (text !== null) return new Uint8Array(charsetNamed(toName)!.encode(text));
  if (to === utf8) return encoder.encode(charsetNamed(fromName)!.decode(bytes));
  const converted = convertBetween(bytes, fromName, toName);
  if (converted !== null) return converted;
  throw unsupported(`the conversion from encoding "${fromName}" to "${toName}"`);
}

export function convertFrom(bytes: Uint8Array, source: string): string {
  return textOf(convertBytes(bytes, source, 'UTF8'));
}

export function convertTo(text: string, destination: string): Uint8Array {
  return convertBytes(encoder.encode(text), 'UTF8', destination);
}

export function lengthIn(bytes: Uint8Array, set: string): number {
  return countIn(bytes, numberOf(set, ''));
}

/** null: there is no set of that number. */
export function maxLength(number: number): number | null {
  if (number === utf8) return 4;
  const name = characterSetName(number);
  return name === undefined ? null : characterRules(name).maxBytes;
}
