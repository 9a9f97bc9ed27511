/**
 * The relation that INSERT, UPDATE, DELETE or MERGE names, as the table that is changed. A view stands for the one table under
 * it: its columns are expressions over that table, its conditions join the statement's ("CREATE VIEW", "Updatable Views").
 */
import type { ColumnDescriptor, TableDescriptor, ViewDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr, BoundViewCheck } from '../../catalog/tree.ts';
import type { UnderlyingColumn } from '../../catalog/updatable-view.ts';
import { systemColumns } from '../../catalog/well-known.ts';
import { sqlError } from '../../errors/index.ts';
import type { InsertColumn, QualifiedName, TableAlias } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { NamespaceItem, Scope } from '../scope.ts';
import { makeTableItem, resolveTarget } from '../tableref/bind-relation.ts';
import { aliasedNames, namespaceItem } from '../tableref/range-item.ts';
import { expandView } from './updatable-view.ts';

export type ModificationVerb = 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE';

/** A column as the statement sees it. */
export interface TargetColumn {
  readonly name: string;
  readonly type: Oid;
  readonly typmod: number;
  /** Attribute of the table; or, of a view, why there is none. */
  readonly under: UnderlyingColumn;
  /** Of the view, when there is one: what UPDATE takes for DEFAULT. */
  readonly viewDefault: BoundExpr | null;
}

export interface ModificationTarget {
  /** What is changed. */
  readonly table: TableDescriptor;
  /** What was written. */
  readonly relation: TableDescriptor | ViewDescriptor;
  readonly rel: number;
  readonly alias: string;
  readonly item: NamespaceItem;
  readonly columns: readonly TargetColumn[];
  /** Conditions of views. */
  readonly where: BoundExpr | null;
  readonly checks: readonly BoundViewCheck[];
  /** Defaults of views, by attribute: they come before the table's own. */
  readonly viewDefaults: ReadonlyMap<number, BoundExpr>;
}

const noDefaults: ReadonlyMap<number, BoundExpr> = new Map();

export function bindTarget(
  name: QualifiedName,
  alias: TableAlias | null,
  scope: Scope,
  verb: ModificationVerb,
): ModificationTarget {
  const relation = resolveTarget(scope, name, verb);
  const options = { targetTable: verb !== 'INSERT' };
  if (relation.kind === 'table') {
    const { from, item } = makeTableItem(relation, alias, scope, options);
    const columns = relation.columns.flatMap((column, position): TargetColumn[] =>
      column.dropped ? [] : [targetColumn(column, { position }, null)],
    );
    return {
      table: relation,
      relation,
      rel: item.rel,
      alias: from.alias,
      item,
      columns,
      where: null,
      checks: [],
      viewDefaults: noDefaults,
    };
  }
  const view = expandView(relation, scope, verb);
  const shown = alias?.name ?? relation.name;
  const names = aliasedNames(
    relation.columns.map((column) => column.name),
    alias,
    shown,
  );
  const item = namespaceItem(
    shown,
    view.rel,
    view.exprs.map((expr, i) => ({ name: names[i]!, expr: { ...expr, location: -1 } })),
    { relation, aliased: alias !== null, rowType: relation.rowType, ...options },
  );
  scope.state.ownRel(view.rel, scope);
  scope.rangeItems.push(item);
  const columns = relation.columns.map((column, i) => targetColumn(column, view.columns[i]!, column.defaultExpr));
  return {
    table: view.table,
    relation,
    rel: view.rel,
    alias: view.table.name,
    item,
    columns,
    where: view.where,
    checks: view.checks,
    viewDefaults: view.defaults,
  };
}

function targetColumn(column: ColumnDescriptor, under: UnderlyingColumn, viewDefault: BoundExpr | null): TargetColumn {
  const { name, type, typmod } = column;
  return { name, type, typmod, under, viewDefault };
}

/** The column that a target list names. */
export function columnNamed(
  target: ModificationTarget,
  written: InsertColumn,
  verb: 'INSERT' | 'UPDATE',
): TargetColumn {
  const column = target.columns.find((item) => item.name === written.name);
  if (column) return column;
  if (verb === 'UPDATE' && systemColumns.has(written.name)) {
    throw sqlError('feature_not_supported', `cannot assign to system column "${written.name}"`, {
      location: written.location,
    });
  }
  throw sqlError('undefined_column', `column "${written.name}" of relation "${target.relation.name}" does not exist`, {
    location: written.location,
  });
}

/** The attribute that gets the value of a column. */
export function attributeOf(column: TargetColumn, verb: 'INSERT' | 'UPDATE'): number {
  const { under } = column;
  if ('position' in under) return under.position;
  const action = verb === 'INSERT' ? 'insert into' : 'update';
  throw sqlError('feature_not_supported', `cannot ${action} column "${under.column}" of view "${under.view}"`, {
    detail: under.detail,
  });
}
