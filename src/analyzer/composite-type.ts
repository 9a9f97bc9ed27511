/** The type of a relation's rows: its values are those of `record`, under the relation's name. */
import { unsupported } from '../errors/index.ts';
import { recordType } from '../types/record-value.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';

export function compositeType(oid: Oid, name: string): TypeDef {
  return {
    ...recordType,
    oid,
    name,
    displayName: name,
    arrayOid: 0,
    elementOid: 0,
    kind: 'composite',
    category: 'C',
    preferred: false,
    input() {
      throw unsupported('input of composite types');
    },
  };
}
