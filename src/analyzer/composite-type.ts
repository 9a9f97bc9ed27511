/** The type of a relation's rows, as far as resolution and messages need it. */
import { unsupported } from '../errors/index.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';

export function compositeType(oid: Oid, name: string): TypeDef {
  return {
    oid,
    name,
    displayName: name,
    arrayOid: 0,
    elementOid: 0,
    kind: 'composite',
    category: 'C',
    preferred: false,
    length: -1,
    align: 'd',
    collatable: false,
    vector: 'mixed',
    scalar: 'object',
    input() {
      throw unsupported('input of composite type');
    },
    output() {
      throw unsupported('output of composite type');
    },
    compare: null,
    hash: null,
  };
}
