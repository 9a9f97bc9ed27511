/**
 * The text family: text, varchar(n), char(n) (bpchar), name, "char", unknown, cstring, and types that are text inside
 * (pg_node_tree, aclitem, refcursor). Lengths count characters; name is cut to 63 bytes. No value contains U+0000.
 * A char(n) scalar carries its padding; comparison and hash leave it out.
 */

import { sqlError } from '../errors/index.ts';
import { formatAcl, parseAcl } from './acl.ts';
import { defineType, modifierIntegers, outputString } from './define-type.ts';
import { hashString } from './hash.ts';
import { characterCount, characterIndex, compareText, truncateToBytes } from './text-order.ts';
import type { TypeDef } from './type-def.ts';

const maxLength = 10485760;
export const nameBytesMax = 63;

/** Length limits in a typmod are stored with 4 added. */
const modifierOffset = 4;

export function toName(text: string): string {
  return truncateToBytes(text, nameBytesMax);
}

function lengthModifierIn(typeName: string, modifiers: readonly string[]): number {
  const numbers = modifierIntegers(modifiers);
  if (numbers.length !== 1) throw sqlError('invalid_parameter_value', 'invalid type modifier');
  const length = numbers[0]!;
  if (length < 1) throw sqlError('invalid_parameter_value', `length for type ${typeName} must be at least 1`);
  if (length > maxLength) {
    throw sqlError('invalid_parameter_value', `length for type ${typeName} cannot exceed ${maxLength}`);
  }
  return length + modifierOffset;
}

function lengthModifierOut(typmod: number): string {
  return typmod <= modifierOffset ? '' : `(${typmod - modifierOffset})`;
}

/** Spaces beyond the limit always go; other characters only in an explicit cast. */
function cutToLength(value: string, length: number, explicit: boolean, typeName: string): string {
  const end = characterIndex(value, length);
  if (end === value.length) return value;
  if (!explicit) {
    for (let i = end; i < value.length; i++) {
      if (value.charCodeAt(i) !== 32) {
        throw sqlError('string_data_right_truncation_22001', `value too long for type ${typeName}(${length})`);
      }
    }
  }
  return value.slice(0, end);
}

export function applyVarcharModifier(value: string, typmod: number, explicit: boolean): string {
  const length = typmod - modifierOffset;
  if (typmod < modifierOffset || value.length <= length) return value;
  return cutToLength(value, length, explicit, 'character varying');
}

export function applyBpcharModifier(value: string, typmod: number, explicit: boolean): string {
  const length = typmod - modifierOffset;
  if (typmod < modifierOffset) return value;
  const missing = length - characterCount(value);
  if (missing === 0) return value;
  if (missing > 0) return value + ' '.repeat(missing);
  return cutToLength(value, length, explicit, 'character');
}

/** Without the spaces at the end: what counts in a char(n). */
export function trimBpchar(value: string): string {
  let end = value.length;
  while (end > 0 && value.charCodeAt(end - 1) === 32) end--;
  return end === value.length ? value : value.slice(0, end);
}

export function compareBpchar(a: string, b: string): number {
  return compareText(trimBpchar(a), trimBpchar(b));
}

/**
 * "char" holds one byte: the first of the text, or of the form `\\ooo`; a zero byte stands as the empty string. The scalar of a
 * byte above 127 is the character of that code.
 */
export function toSingleChar(text: string): string {
  if (/^\\[0-3][0-7][0-7]$/.test(text)) {
    const code = Number.parseInt(text.slice(1), 8);
    return code === 0 ? '' : String.fromCharCode(code);
  }
  const first = text.charCodeAt(0);
  if (text.length <= 1 && !(first >= 0x80)) return text;
  return first < 0x80 ? text[0]! : String.fromCharCode(new TextEncoder().encode(text)[0]!);
}

/** Bytes above 127 are written `\\ooo`, as they are no text by themselves. */
export function singleCharText(value: string): string {
  return value.charCodeAt(0) > 127 ? `\\${value.charCodeAt(0).toString(8)}` : value;
}

function passText(text: string): string {
  return text;
}

const textLike = { vector: 'mixed', scalar: 'text', compare: compareText, hash: hashString } as const;

export const textTypes: readonly TypeDef[] = [
  defineType({
    ...textLike,
    oid: 25,
    name: 'text',
    arrayOid: 1009,
    category: 'S',
    preferred: true,
    collatable: true,
    input: passText,
    output: outputString,
  }),
  defineType({
    ...textLike,
    oid: 1043,
    name: 'varchar',
    displayName: 'character varying',
    arrayOid: 1015,
    category: 'S',
    collatable: true,
    input: (text, typmod) => applyVarcharModifier(text, typmod, false),
    output: outputString,
    modifierIn: (modifiers) => lengthModifierIn('varchar', modifiers),
    modifierOut: lengthModifierOut,
    applyModifier: applyVarcharModifier,
  }),
  defineType({
    oid: 1042,
    name: 'bpchar',
    displayName: 'character',
    arrayOid: 1014,
    category: 'S',
    collatable: true,
    input: (text, typmod) => applyBpcharModifier(text, typmod, false),
    output: outputString,
    compare: compareBpchar,
    hash: (value: string) => hashString(trimBpchar(value)),
    modifierIn: (modifiers) => lengthModifierIn('char', modifiers),
    modifierOut: lengthModifierOut,
    applyModifier: applyBpcharModifier,
  }),
  defineType({
    ...textLike,
    oid: 19,
    name: 'name',
    arrayOid: 1003,
    // Subscripts of a name give its bytes.
    elementOid: 18,
    category: 'S',
    length: 64,
    align: 'c',
    collatable: true,
    input: toName,
    output: outputString,
  }),
  defineType({
    ...textLike,
    oid: 18,
    name: 'char',
    displayName: '"char"',
    arrayOid: 1002,
    category: 'Z',
    length: 1,
    align: 'c',
    input: toSingleChar,
    output: singleCharText,
  }),
  defineType({
    ...textLike,
    oid: 705,
    name: 'unknown',
    kind: 'pseudo',
    category: 'X',
    length: -2,
    align: 'c',
    input: passText,
    output: outputString,
    compare: null,
    hash: null,
  }),
  defineType({
    ...textLike,
    oid: 2275,
    name: 'cstring',
    kind: 'pseudo',
    arrayOid: 1263,
    category: 'P',
    length: -2,
    align: 'c',
    input: passText,
    output: outputString,
    compare: null,
    hash: null,
  }),
  defineType({
    ...textLike,
    oid: 1790,
    name: 'refcursor',
    arrayOid: 2201,
    category: 'U',
    input: passText,
    output: outputString,
    compare: null,
    hash: null,
  }),
  defineType({
    ...textLike,
    oid: 1033,
    name: 'aclitem',
    arrayOid: 1034,
    category: 'U',
    length: 12,
    input: (text: string, _typmod, context) => formatAcl(parseAcl(text, context), context),
    output: outputString,
    compare: null,
  }),
  defineType({
    ...textLike,
    oid: 194,
    name: 'pg_node_tree',
    category: 'Z',
    collatable: true,
    input: () => {
      throw sqlError('feature_not_supported', 'cannot accept a value of type pg_node_tree');
    },
    output: outputString,
    compare: null,
    hash: null,
  }),
];
