/** Pieces of SQL for dumps, which run with standard_conforming_strings on: a backslash is a character like others. */
import {
  type Catalog,
  type CollationDescriptor,
  optionText,
  quoteIdentifier,
  type RelationDescriptor,
  type TableDescriptor,
  type TypeDescriptor,
} from '../../catalog/index.ts';

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function qualified(
  catalog: Catalog,
  relation: RelationDescriptor | TypeDescriptor | CollationDescriptor,
): string {
  return `${quoteIdentifier(schemaName(catalog, relation))}.${quoteIdentifier(relation.name)}`;
}

export function schemaName(
  catalog: Catalog,
  relation: RelationDescriptor | TypeDescriptor | CollationDescriptor,
): string {
  return catalog.schema(relation.schema)!.name;
}

export function roleName(catalog: Catalog, role: number): string {
  return catalog.role(role)?.name ?? '';
}

export function columnList(table: TableDescriptor, columns: readonly number[]): string {
  return columns.map((column) => quoteIdentifier(table.columns[column]!.name)).join(', ');
}

export function optionList(options: readonly string[]): string {
  return `WITH (${options.map(optionText).join(', ')})`;
}
