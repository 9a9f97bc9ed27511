/** Type boolean: any unambiguous start of true, false, yes, no, on, off; 1 and 0. */
import { defineType } from './define-type.ts';
import { invalidSyntax, trimSpaces } from './text-scan.ts';
import type { TypeDef } from './type-def.ts';

export function parseBoolean(text: string): boolean | null {
  const word = trimSpaces(text).toLowerCase();
  switch (word[0]) {
    case 't':
      return 'true'.startsWith(word) ? true : null;
    case 'f':
      return 'false'.startsWith(word) ? false : null;
    case 'y':
      return 'yes'.startsWith(word) ? true : null;
    case 'n':
      return 'no'.startsWith(word) ? false : null;
    case 'o':
      // A lone "o" could be either.
      return word === 'on' ? true : word === 'off' || word === 'of' ? false : null;
    case '1':
      return word === '1' ? true : null;
    case '0':
      return word === '0' ? false : null;
    default:
      return null;
  }
}

function inputBoolean(text: string): boolean {
  const value = parseBoolean(text);
  if (value === null) throw invalidSyntax('boolean', text);
  return value;
}

export const booleanTypes: readonly TypeDef[] = [
  defineType({
    oid: 16,
    name: 'bool',
    displayName: 'boolean',
    arrayOid: 1000,
    category: 'B',
    preferred: true,
    length: 1,
    align: 'c',
    vector: 'bool',
    scalar: 'number',
    input: inputBoolean,
    output: (value: boolean) => (value ? 't' : 'f'),
    compare: (a: boolean, b: boolean) => (a === b ? 0 : a ? 1 : -1),
    hash: (value: boolean) => (value ? 1 : 0),
  }),
];
