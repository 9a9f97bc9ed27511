/** What a session sees of tables and sequences, by the names that statements use. */
import type { TableDescriptor } from '../../../src/catalog/index.ts';
import type { Session } from '../../../src/session/index.ts';
import { formatType } from '../../../src/types/format-type.ts';

export const schemas = ['public', 's1', 's2'] as const;

export function permanentTables(session: Session): TableDescriptor[] {
  return session.catalog
    .userRelations()
    .filter((relation) => relation.kind === 'table')
    .filter((table) => table.persistence === 'permanent' && table.materialized === undefined);
}

export function nameOf(session: Session, relation: { readonly schema: number; readonly name: string }): string {
  return `${session.catalog.schema(relation.schema)!.name}.${relation.name}`;
}

export function sequenceNames(session: Session): string[] {
  return session.catalog
    .userRelations()
    .filter((relation) => relation.kind === 'sequence')
    .filter((sequence) => sequence.persistence === 'permanent')
    .map((sequence) => nameOf(session, sequence));
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** Those that statements may give values to, but for the key `k`. */
export function valueColumns(table: TableDescriptor): Column[] {
  return table.columns
    .filter((column) => !column.dropped && column.generated === null && column.identity === null && column.name !== 'k')
    .map(({ name, type, typmod }) => ({ name, type: shortName(formatType(type, typmod)) }));
}

function shortName(type: string): string {
  return (
    {
      integer: 'int',
      'integer[]': 'int[]',
      'double precision': 'float8',
      'timestamp with time zone': 'timestamptz',
      'time with time zone': 'timetz',
      'bit varying': 'varbit',
    }[type] ?? type.replace(/^s\d\./, '')
  );
}
