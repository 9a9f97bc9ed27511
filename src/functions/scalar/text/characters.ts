/** Functions that work on the characters (code points) of text: parts, padding, case, search. */
import { sqlError } from '../../../errors/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { typeOid } from '../../../types/oids.ts';
import { checkTextLength, joinParts } from '../../../types/size-limits.ts';
import { trimBpchar } from '../../../types/text.ts';
import { characterCount, characterIndex, utf8Length } from '../../../types/text-order.ts';
import { outOfRange } from '../../../types/text-scan.ts';
import { scalar } from '../define.ts';

/** upper and lower change ASCII letters only, as the C locale has it. */
export function toUpper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
export function toLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function capitalize(text: string): string {
  return text.replace(/[a-zA-Z0-9]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());
}

/** Characters [from, to) counted from 0. */
function slice(text: string, from: number, to: number): string {
  const start = characterIndex(text, from);
  if (to === Infinity) return text.slice(start);
  return text.slice(start, start + characterIndex(text.slice(start), to - from));
}

export function negativeLength(): never {
  throw sqlError('substring_error', 'negative substring length not allowed');
}

/** substring(text from start for length), counted from 1; what lies before the text counts too. */
export function substring(text: string, start: number, length: number): string {
  if (length < 0) negativeLength();
  const end = start + length;
  const from = Math.max(start, 1);
  // An end past the largest integer is the end of the text.
  if (end > 2147483647) return slice(text, from - 1, Infinity);
  return end <= from ? '' : slice(text, from - 1, end - 1);
}

function substringFrom(text: string, start: number): string {
  return slice(text, Math.max(start, 1) - 1, Infinity);
}

function left(text: string, count: number): string {
  return slice(text, 0, count >= 0 ? count : Math.max(characterCount(text) + count, 0));
}

function right(text: string, count: number): string {
  if (count < 0) return slice(text, -count, Infinity);
  return slice(text, Math.max(characterCount(text) - count, 0), Infinity);
}

function overlay(text: string, replacement: string, start: number, count: number): string {
  if (start <= 0) negativeLength();
  const end = start + count;
  if (end > 2147483647) throw outOfRange('integer');
  return joinParts([substring(text, 1, start - 1), replacement, substringFrom(text, end)], '');
}

export function position(text: string, part: string): number {
  const at = text.indexOf(part);
  if (at < 0) return 0;
  return characterCount(text.slice(0, at)) + 1;
}

function padding(fill: string, count: number): string {
  checkTextLength(count);
  const width = characterCount(fill);
  return slice(fill.repeat(Math.ceil(count / width)), 0, count);
}

function padLeft(text: string, length: number, fill: string): string {
  const wanted = Math.max(length, 0);
  const missing = wanted - characterCount(text);
  if (missing < 0) return slice(text, 0, wanted);
  return missing === 0 || fill === '' ? text : padding(fill, missing) + text;
}

function padRight(text: string, length: number, fill: string): string {
  const wanted = Math.max(length, 0);
  const missing = wanted - characterCount(text);
  if (missing < 0) return slice(text, 0, wanted);
  return missing === 0 || fill === '' ? text : text + padding(fill, missing);
}

function trimStart(text: string, set: string): string {
  if (set === ' ') return text.replace(/^ +/, '');
  const characters = new Set(set);
  let at = 0;
  for (const c of text) {
    if (!characters.has(c)) break;
    at += c.length;
  }
  return text.slice(at);
}

function trimEnd(text: string, set: string): string {
  if (set === ' ') return trimBpchar(text);
  const characters = new Set(set);
  let end = text.length;
  for (const c of [...text].reverse()) {
    if (!characters.has(c)) break;
    end -= c.length;
  }
  return text.slice(0, end);
}

const trimBoth = (text: string, set: string) => trimStart(trimEnd(text, set), set);

function translate(text: string, from: string, to: string): string {
  const map = new Map<string, string>();
  const targets = [...to];
  let index = 0;
  for (const c of from) {
    if (!map.has(c)) map.set(c, targets[index] ?? '');
    index++;
  }
  let result = '';
  for (const c of text) result += map.get(c) ?? c;
  return result;
}

function repeat(text: string, count: number): string {
  if (count <= 0 || text === '') return '';
  checkTextLength(text.length * count);
  return text.repeat(count);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}

function replace(text: string, from: string, to: string): string {
  return from === '' ? text : joinParts(text.split(from), to);
}

function splitPart(text: string, delimiter: string, field: number): string {
  if (field === 0) throw sqlError('invalid_parameter_value', 'field position must not be zero');
  if (text === '') return '';
  if (delimiter === '') return field === 1 || field === -1 ? text : '';
  if (field > 0) {
    // From the front there is no need to cut the whole text.
    let start = 0;
    for (let n = 1; ; n++) {
      const end = text.indexOf(delimiter, start);
      if (n === field) return end < 0 ? text.slice(start) : text.slice(start, end);
      if (end < 0) return '';
      start = end + delimiter.length;
    }
  }
  return text.split(delimiter).at(field) ?? '';
}

function ascii(text: string): number {
  return text.codePointAt(0) ?? 0;
}

function chr(code: number): string {
  if (code === 0) throw sqlError('program_limit_exceeded', 'null character not permitted');
  if (code < 0) throw sqlError('invalid_parameter_value', 'character number must be positive');
  if (code > 0x10ffff) {
    throw sqlError('program_limit_exceeded', `requested character too large for encoding: ${code}`);
  }
  if (code >= 0xd800 && code < 0xe000) {
    throw sqlError('program_limit_exceeded', `requested character not valid for encoding: ${code}`);
  }
  return String.fromCodePoint(code);
}

/** string_to_array(): null delimiter cuts between all characters; fields equal to `nullText` become null. */
export function splitText(text: string, delimiter: string | null, nullText: string | null): (string | null)[] {
  if (text === '') return [];
  const parts = delimiter === null ? [...text] : delimiter === '' ? [text] : text.split(delimiter);
  return nullText === null ? parts : parts.map((part) => (part === nullText ? null : part));
}

function stringToArray(text: string | null, delimiter: string | null, nullText: string | null = null): PgArray | null {
  return text === null ? null : PgArray.of(typeOid.text, splitText(text, delimiter, nullText));
}

const bpcharLength = (text: string) => characterCount(trimBpchar(text));

export const characterFunctions = [
  scalar(1317, 'length', 'text', 'int4', characterCount),
  scalar(1318, 'length', 'bpchar', 'int4', bpcharLength),
  scalar(1381, 'char_length', 'text', 'int4', characterCount),
  scalar(1372, 'char_length', 'bpchar', 'int4', bpcharLength),
  scalar(1369, 'character_length', 'text', 'int4', characterCount),
  scalar(1367, 'character_length', 'bpchar', 'int4', bpcharLength),
  scalar(1374, 'octet_length', 'text', 'int4', utf8Length),
  scalar(1375, 'octet_length', 'bpchar', 'int4', utf8Length),
  scalar(1811, 'bit_length', 'text', 'int4', (text: string) => utf8Length(text) * 8),
  scalar(871, 'upper', 'text', 'text', toUpper),
  scalar(870, 'lower', 'text', 'text', toLower),
  scalar(872, 'initcap', 'text', 'text', capitalize),
  scalar(3060, 'left', 'text int4', 'text', left),
  scalar(3061, 'right', 'text int4', 'text', right),
  scalar(877, 'substr', 'text int4 int4', 'text', substring),
  scalar(883, 'substr', 'text int4', 'text', substringFrom),
  scalar(936, 'substring', 'text int4 int4', 'text', substring),
  scalar(937, 'substring', 'text int4', 'text', substringFrom),
  scalar(1404, 'overlay', 'text text int4 int4', 'text', overlay),
  scalar(1405, 'overlay', 'text text int4', 'text', (text: string, replacement: string, start: number) =>
    overlay(text, replacement, start, characterCount(replacement)),
  ),
  scalar(868, 'strpos', 'text text', 'int4', position),
  scalar(849, 'position', 'text text', 'int4', position),
  scalar(873, 'lpad', 'text int4 text', 'text', padLeft),
  scalar(879, 'lpad', 'text int4', 'text', (text: string, length: number) => padLeft(text, length, ' ')),
  scalar(874, 'rpad', 'text int4 text', 'text', padRight),
  scalar(880, 'rpad', 'text int4', 'text', (text: string, length: number) => padRight(text, length, ' ')),
  scalar(884, 'btrim', 'text text', 'text', trimBoth),
  scalar(885, 'btrim', 'text', 'text', (text: string) => trimBoth(text, ' ')),
  scalar(875, 'ltrim', 'text text', 'text', trimStart),
  scalar(881, 'ltrim', 'text', 'text', (text: string) => trimStart(text, ' ')),
  scalar(876, 'rtrim', 'text text', 'text', trimEnd),
  scalar(882, 'rtrim', 'text', 'text', (text: string) => trimEnd(text, ' ')),
  scalar(878, 'translate', 'text text text', 'text', translate),
  scalar(1622, 'repeat', 'text int4', 'text', repeat),
  scalar(3062, 'reverse', 'text', 'text', reverse),
  scalar(2087, 'replace', 'text text text', 'text', replace),
  scalar(2088, 'split_part', 'text text int4', 'text', splitPart),
  scalar(3696, 'starts_with', 'text text', 'bool', (text: string, prefix: string) => text.startsWith(prefix)),
  scalar(1620, 'ascii', 'text', 'int4', ascii),
  scalar(1621, 'chr', 'int4', 'text', chr),
  scalar(394, 'string_to_array', 'text text', '_text', stringToArray, { strict: false }),
  scalar(376, 'string_to_array', 'text text text', '_text', stringToArray, { strict: false }),
];
