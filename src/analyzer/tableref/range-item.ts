/** What binding of one FROM item gives, and the namespace items made for it. */
import type { RelationDescriptor } from '../../catalog/descriptors.ts';
import type { BoundFrom, OutputColumn } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { TableAlias } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { variable } from '../expression/make-nodes.ts';
import { recordOid } from '../oids.ts';
import type { NamespaceColumn, NamespaceItem } from '../scope.ts';

export interface BoundFromItem {
  readonly from: BoundFrom;
  /** Namespace items that this FROM item contributes. */
  readonly namespace: NamespaceItem[];
  /** All columns in order, for a join above. */
  readonly columns: readonly NamespaceColumn[];
  /** Rels of the tables below, for marking them nullable. */
  readonly rels: readonly number[];
}

export interface ItemOptions {
  readonly relation?: RelationDescriptor | null;
  readonly aliased: boolean;
  readonly rowType?: Oid;
  readonly scalar?: boolean;
  readonly systemColumns?: NamespaceItem['systemColumns'];
  readonly targetTable?: boolean;
}

export function namespaceItem(
  name: string,
  rel: number,
  columns: readonly NamespaceColumn[],
  options: ItemOptions,
): NamespaceItem {
  return {
    name,
    rel,
    columns,
    relation: options.relation ?? null,
    aliased: options.aliased,
    rowType: options.rowType ?? recordOid,
    scalar: options.scalar ?? false,
    targetTable: options.targetTable ?? false,
    systemColumns: options.systemColumns ?? null,
    nameVisible: true,
    columnsVisible: true,
    lateralOnly: false,
    lateralOk: true,
  };
}

/** Column names with the alias's list over them: `AS t (a, b)` may name fewer columns than there are, not more. */
export function aliasedNames(names: readonly string[], alias: TableAlias | null, itemName: string): readonly string[] {
  if (!alias || alias.columns.length === 0) return names;
  if (alias.columns.length > names.length) {
    throw sqlError(
      'invalid_column_reference',
      `table "${itemName}" has ${names.length} columns available but ${alias.columns.length} columns specified`,
    );
  }
  return names.map((name, i) => alias.columns[i] ?? name);
}

/** Columns of a rel whose output columns are simply numbered. */
export function columnsOfRel(rel: number, columns: readonly OutputColumn[]): readonly NamespaceColumn[] {
  return columns.map((column, i) => ({ name: column.name, expr: variable(rel, i, column.type, column.typmod) }));
}
