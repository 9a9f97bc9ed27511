/**
 * WHERE CURRENT OF: which row of a table a cursor stands on. A cursor's query gives, behind its own columns, the ctids of the tables
 * whose rows it can tell: those it locks, or else the one table that it scans without sorting or combining rows.
 */
import type { BoundExpr, BoundFrom, BoundQuery, BoundSelect, BoundVar } from '../catalog/tree.ts';
import { someExprOutside } from '../catalog/tree-walk.ts';
import { sqlError } from '../errors/index.ts';
import { typeOid } from '../types/oids.ts';
import type { Oid } from '../types/type-def.ts';
import type { Session } from './session.ts';

export interface CursorRows {
  /** The table of each ctid, in the order of the columns. */
  readonly tables: readonly Oid[];
  readonly locks: boolean;
}
const noRows: CursorRows = { tables: [], locks: false };

/** The query with the ctids, and what they are. */
export function withCursorRows(query: BoundQuery): { readonly query: BoundQuery; readonly rows: CursorRows } {
  if (query.kind !== 'select') return { query, rows: noRows };
  const locks = query.locking.length > 0;
  const tables = tablesOf(query.from);
  const found = locks
    ? tables.filter((table) => query.locking.some((lock) => lock.rels.includes(table.rel)))
    : simplyScanned(query)
      ? tables
      : [];
  if (found.length === 0) return { query, rows: { tables: [], locks } };
  const ids = found.map(
    ({ rel }): BoundVar => ({ kind: 'var', rel, column: -1, type: typeOid.tid, typmod: -1, location: -1 }),
  );
  const width = query.columns.length;
  const columns = [...query.columns, ...ids.map(() => ({ name: 'ctid', type: typeOid.tid, typmod: -1 }))];
  const targets = [...query.targets.slice(0, width), ...ids, ...query.targets.slice(width)];
  const order = query.order.map((key) => (key.column < width ? key : { ...key, column: key.column + ids.length }));
  return { query: { ...query, columns, targets, order }, rows: { tables: found.map(({ table }) => table), locks } };
}

type TableItem = BoundFrom & { kind: 'table' };

function tablesOf(items: readonly BoundFrom[]): TableItem[] {
  return items.flatMap((item): TableItem[] => {
    if (item.kind === 'table') return [item];
    return item.kind === 'join' ? tablesOf([item.left, item.right]) : [];
  });
}

function simplyScanned(query: BoundSelect): boolean {
  if (query.from.length !== 1 || query.from[0]!.kind !== 'table') return false;
  if (query.aggregated || query.distinctOn !== null || query.windows.length > 0 || query.order.length > 0) return false;
  return !query.targets.some(givesSet);
}

function givesSet(target: BoundExpr): boolean {
  return someExprOutside(target, (expr) => expr.kind === 'call' && expr.set);
}

export function rowOfCursor(session: Session, name: string, table: Oid): number | null {
  const portal = session.portals.get(name);
  if (portal === undefined) throw sqlError('invalid_cursor_name', `cursor "${name}" does not exist`);
  const refuse = (problem: string): Error => sqlError('invalid_cursor_state', `cursor "${name}" ${problem}`);
  if (portal.held) throw refuse('is held from a previous transaction');
  const { tables, locks } = portal.rows;
  const relation = `"${session.catalog.table(table)?.name}"`;
  const places = tables.flatMap((oid, i) => (oid === table ? [i] : []));
  if (places.length === 0) {
    throw refuse(
      locks
        ? `does not have a FOR UPDATE/SHARE reference to table ${relation}`
        : `is not a simply updatable scan of table ${relation}`,
    );
  }
  if (places.length > 1) throw refuse(`has multiple FOR UPDATE/SHARE references to table ${relation}`);
  const row = portal.currentRow;
  if (row === null) throw refuse('is not positioned on a row');
  return row[row.length - tables.length + places[0]!] as number | null;
}
