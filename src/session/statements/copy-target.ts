/** What COPY reads from or writes to: a relation, its columns, and the statement that stands for the copying. */
import type { ColumnDescriptor, RelationDescriptor, TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Session } from '../session.ts';

/** The columns of a table to copy, in the order of the list, or all that are not generated. */
export function columnsOf(table: TableDescriptor, names: readonly string[]): readonly ColumnDescriptor[] {
  if (names.length === 0) return table.columns.filter((column) => !column.dropped && column.generated === null);
  const columns: ColumnDescriptor[] = [];
  for (const name of names) {
    const column = table.columns.find((item) => item.name === name && !item.dropped);
    if (column === undefined) {
      throw sqlError('undefined_column', `column "${name}" of relation "${table.name}" does not exist`);
    }
    if (column.generated !== null) {
      throw sqlError('invalid_column_reference', `column "${name}" is a generated column`, {
        detail: 'Generated columns cannot be used in COPY.',
      });
    }
    if (columns.includes(column)) throw sqlError('duplicate_column', `column "${name}" specified more than once`);
    columns.push(column);
  }
  return columns;
}

/** Which of the columns the names of a FORCE option mean. */
export function forced(
  option: string,
  wanted: readonly string[] | '*',
  columns: readonly { readonly name: string }[],
  table: TableDescriptor | null,
): readonly boolean[] {
  if (wanted === '*') return columns.map(() => true);
  for (const [i, name] of wanted.entries()) {
    if (wanted.indexOf(name) < i) throw sqlError('duplicate_column', `column "${name}" specified more than once`);
    if (columns.some((column) => column.name === name)) continue;
    if (table !== null && !table.columns.some((column) => column.name === name && !column.dropped)) {
      throw sqlError('undefined_column', `column "${name}" of relation "${table.name}" does not exist`);
    }
    if (table === null) throw sqlError('undefined_column', `column "${name}" does not exist`);
    throw sqlError('invalid_column_reference', `${option} column "${name}" not referenced by COPY`);
  }
  return columns.map(({ name }) => wanted.includes(name));
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
export function qualified(session: Session, relation: RelationDescriptor): string {
  return `${quoted(session.catalog.schema(relation.schema)!.name)}.${quoted(relation.name)}`;
}
export function internalStatement(session: Session, text: string, types: readonly Oid[]): PreparedStatement {
  const { statement } = session.parse(text)[0]!;
  return {
    text,
    statement,
    source: `${text}\u0000${types.join(',')}\u0000copy`,
    parameterTypes: types,
    columns: null,
    plan: null,
    planKey: '',
  };
}
