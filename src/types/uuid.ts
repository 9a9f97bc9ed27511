/** Type uuid: the scalar is the standard lower-case text, whose order is that of the bytes. */
import { defineType, outputString } from './define-type.ts';
import { hashString } from './hash.ts';
import { compareText } from './text-order.ts';
import { invalidSyntax } from './text-scan.ts';
import type { TypeDef } from './type-def.ts';

const standardForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Braces around, a hyphen or none after each group of four digits. */
const anyForm = /^(?:(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}|\{(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}\})$/;

export function parseUuid(text: string): string {
  if (standardForm.test(text)) return text;
  if (!anyForm.test(text)) throw invalidSyntax('uuid', text);
  const hex = text.replace(/[{}-]/g, '').toLowerCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const uuidTypes: readonly TypeDef[] = [
  defineType({
    oid: 2950,
    name: 'uuid',
    arrayOid: 2951,
    category: 'U',
    length: 16,
    align: 'c',
    scalar: 'text',
    input: parseUuid,
    output: outputString,
    compare: compareText,
    hash: hashString,
  }),
];
