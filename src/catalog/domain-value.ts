/** The row that a domain's CHECK is over: one column, VALUE, of the type the domain is declared over. */
import type { Oid } from '../types/type-def.ts';
import type { RelationDescriptor, TableDescriptor } from './descriptors.ts';

export function domainValueRow(base: Oid, typmod: number): TableDescriptor {
  return {
    kind: 'table',
    oid: 0,
    name: '',
    schema: 0,
    owner: 0,
    comment: null,
    persistence: 'temporary',
    columns: [
      {
        name: 'value',
        type: base,
        typmod,
        notNull: false,
        defaultExpr: null,
        identity: null,
        generated: null,
        dropped: false,
        missing: null,
        collation: null,
        comment: null,
      },
    ],
    constraints: [],
    indexes: [],
    referencedBy: [],
    rowType: 0,
    onCommit: 'preserve',
  };
}

export function isDomainValueRow(relation: RelationDescriptor): boolean {
  return relation.kind === 'table' && relation.oid === 0;
}
