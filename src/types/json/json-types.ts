/** Types json, whose scalar is the text as it was written, and jsonb, whose scalar is a Jsonb. */
import { defineType, outputString } from '../define-type.ts';
import type { TypeDef } from '../type-def.ts';
import { checkJson } from './json-parser.ts';
import { formatJsonb, parseJsonb } from './jsonb-text.ts';
import { compareJsonb, hashJsonb } from './jsonb-value.ts';

function jsonInput(text: string): string {
  checkJson(text);
  return text;
}

export const jsonTypes: readonly TypeDef[] = [
  defineType({
    oid: 114,
    name: 'json',
    arrayOid: 199,
    category: 'U',
    scalar: 'text',
    input: jsonInput,
    output: outputString,
    compare: null,
    hash: null,
  }),
  defineType({
    oid: 3802,
    name: 'jsonb',
    arrayOid: 3807,
    category: 'U',
    input: parseJsonb,
    output: formatJsonb,
    compare: compareJsonb,
    hash: hashJsonb,
  }),
];
