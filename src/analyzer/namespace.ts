/** Look-up of tables and columns in a scope and the scopes around it ("Table Expressions", LATERAL, name visibility in joins). */
import type { BoundExpr, BoundVar } from '../catalog/tree.ts';
import { sqlError } from '../errors/index.ts';
import { missingTable } from './missing-names.ts';
import { oidOid, tidOid, xidOid } from './oids.ts';
import type { NamespaceColumn, NamespaceItem, Scope } from './scope.ts';

/** Table names within one FROM list or join must differ. */
export function checkNameConflicts(left: readonly NamespaceItem[], right: readonly NamespaceItem[]): void {
  for (const a of left) {
    if (!a.nameVisible) continue;
    for (const b of right) {
      if (!b.nameVisible || a.name !== b.name) continue;
      // `a.t` and `b.t` without aliases are told apart by their schemas.
      if (a.relation && b.relation && !a.aliased && !b.aliased && a.relation.oid !== b.relation.oid) continue;
      throw sqlError('duplicate_alias', `table name "${a.name}" specified more than once`);
    }
  }
}

export function setLateral(items: readonly NamespaceItem[], lateralOnly: boolean, lateralOk: boolean): void {
  for (const item of items) {
    item.lateralOnly = lateralOnly;
    item.lateralOk = lateralOk;
  }
}

/** The FROM item a qualifier names: `[t]` or `[s, t]`; null when there is none. */
export function findTable(scope: Scope, parts: readonly string[], location: number): NamespaceItem | null {
  const name = parts[parts.length - 1]!;
  const schemaName = parts.length > 1 ? parts[parts.length - 2]! : null;
  const catalog = scope.state.context.catalog;
  const schema = schemaName === null ? undefined : catalog.schemaByName(schemaName);
  const relation = schema && catalog.relationByName(schema.oid, name);
  if (schemaName !== null && !relation) return null;
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    let found: NamespaceItem | null = null;
    for (const item of s.namespace) {
      if (!item.nameVisible || (item.lateralOnly && !s.lateralActive)) continue;
      const hit = relation ? !item.aliased && item.relation?.oid === relation.oid : item.name === name;
      if (!hit) continue;
      if (found) {
        throw relation
          ? sqlError('ambiguous_alias', `table reference ${relation.oid} is ambiguous`, { location })
          : sqlError('ambiguous_alias', `table reference "${name}" is ambiguous`, { location });
      }
      checkLateral(item, name, location);
      found = item;
    }
    if (found) return found;
  }
  return null;
}

export function requireTable(scope: Scope, parts: readonly string[], location: number): NamespaceItem {
  const found = findTable(scope, parts, location);
  if (!found) throw missingTable(scope, parts, location);
  return found;
}

/** A column by its name alone, from the nearest level that has it. */
export function findColumn(scope: Scope, name: string, location: number, localOnly = false): BoundExpr | null {
  for (let s: Scope | null = scope; s !== null; s = localOnly ? null : s.parent) {
    let found: BoundExpr | null = null;
    for (const item of s.namespace) {
      if (!item.columnsVisible || (item.lateralOnly && !s.lateralActive)) continue;
      const expr = columnOf(item, name, location);
      if (!expr) continue;
      if (found) throw ambiguous(name, location);
      checkLateral(item, item.name, location);
      found = expr;
    }
    if (found) return found;
  }
  return null;
}

/** A column of one item; null when it has none of that name. */
export function columnOf(item: NamespaceItem, name: string, location: number): BoundExpr | null {
  let found: NamespaceColumn | null = null;
  for (const column of item.columns) {
    if (column.name !== name) continue;
    if (found) throw ambiguous(name, location);
    found = column;
  }
  if (found) return at(found.expr, location);
  return item.systemColumns === 'named' ? systemColumn(item.rel, name, location) : null;
}

export function at(expr: BoundExpr, location: number): BoundExpr {
  return { ...expr, location };
}

function ambiguous(name: string, location: number): Error {
  return sqlError('ambiguous_column', `column reference "${name}" is ambiguous`, { location });
}

function checkLateral(item: NamespaceItem, name: string, location: number): void {
  if (!item.lateralOnly || item.lateralOk) return;
  throw sqlError('invalid_column_reference', `invalid reference to FROM-clause entry for table "${name}"`, {
    location,
    // A target table is in the list only so that this message can be given.
    ...(item.rel >= 0 && item.targetTable
      ? { hint: `There is an entry for table "${name}", but it cannot be referenced from this part of the query.` }
      : { detail: 'The combining JOIN type must be INNER or LEFT for a LATERAL reference.' }),
  });
}

const systemColumns: Readonly<Record<string, { column: number; type: number } | 'unsupported'>> = {
  ctid: { column: -1, type: tidOid },
  tableoid: { column: -2, type: oidOid },
  xmin: { column: -3, type: xidOid },
  xmax: 'unsupported',
  cmin: 'unsupported',
  cmax: 'unsupported',
};

function systemColumn(rel: number, name: string, location: number): BoundVar | null {
  const row = Object.hasOwn(systemColumns, name) ? systemColumns[name]! : null;
  if (row === null) return null;
  if (row === 'unsupported') {
    throw sqlError('feature_not_supported', `system column "${name}" is not supported`, { location });
  }
  return { kind: 'var', rel, column: row.column, type: row.type, typmod: -1, location };
}
