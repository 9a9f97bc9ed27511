/** Type jsonpath. */
import { defineType } from '../define-type.ts';
import type { TypeDef } from '../type-def.ts';
import type { JsonPath } from './json-path.ts';
import { parseJsonPath } from './parse.ts';

export const jsonPathTypes: readonly TypeDef[] = [
  defineType({
    oid: 4072,
    name: 'jsonpath',
    arrayOid: 4073,
    category: 'U',
    input: parseJsonPath,
    output: (path: JsonPath) => path.text,
    compare: null,
    hash: null,
  }),
];
