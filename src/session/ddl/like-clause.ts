/** `LIKE table INCLUDING ...` in CREATE TABLE: columns of another table, and what INCLUDING takes over with them. */

import type { BoundExpr } from '../../catalog/index.ts';
import {
  type ColumnDescriptor,
  columnsIn,
  type IndexDescriptor,
  mapTree,
  type TableDescriptor,
  type ViewDescriptor,
} from '../../catalog/index.ts';
import { SELECT } from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { LikeClause } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { ColumnDraft } from './column-definition.ts';
import type { DdlContext } from './context.ts';
import { installIndex, numbered } from './indexes.ts';
import { chooseRelationName, columnsPart } from './names.ts';
import { requireOnRelation } from './privileges/authorize.ts';
import { notA, requireRelation, systemCatalogError } from './resolve.ts';

export interface LikeCopy {
  readonly drafts: readonly ColumnDraft[];
  /** Defaults, checks, indexes and comments, once the table is there. */
  apply(table: Oid): void;
}

type Part = 'defaults' | 'constraints' | 'indexes' | 'identity' | 'generated' | 'comments';

function includes(clause: LikeClause, part: Part): boolean {
  const excluded =
    clause.excluding.includes(part) || (clause.excluding.includes('all') && !clause.including.includes(part));
  return !excluded && (clause.including.includes(part) || clause.including.includes('all'));
}

/** `first`: position of the first copied column in the new table. */
export function expandLike(clause: LikeClause, first: number, context: DdlContext): LikeCopy {
  const source = requireRelation(clause.table, context);
  if (source.kind === 'catalogRelation') throw systemCatalogError(source.name);
  if (source.kind !== 'table' && source.kind !== 'view') throw notA(source.name, 'table');
  requireOnRelation(source, SELECT, context);
  context.lock(source.oid, 'access share');
  const positions = livePositions(source);
  const drafts = positions.map((at) => draftOf(source, at, clause, context));
  return {
    drafts,
    apply(tableOid): void {
      const moved = new Map(positions.map((from, i) => [from, first + i]));
      copyColumns(source, tableOid, moved, clause, context);
      if (source.kind !== 'table') return;
      if (includes(clause, 'constraints')) copyChecks(source, tableOid, moved, clause, context);
      if (includes(clause, 'indexes')) copyIndexes(source, tableOid, moved, clause, context);
    },
  };
}

function livePositions(source: TableDescriptor | ViewDescriptor): number[] {
  return source.columns.flatMap((column, i) => (column.dropped ? [] : [i]));
}

function draftOf(
  source: TableDescriptor | ViewDescriptor,
  at: number,
  clause: LikeClause,
  context: DdlContext,
): ColumnDraft {
  const from = source.columns[at]!;
  const identity = includes(clause, 'identity') ? from.identity : null;
  const column: ColumnDescriptor = {
    ...bare(from),
    identity,
    comment: includes(clause, 'comments') ? from.comment : null,
  };
  const sequence = identity === null ? null : { identity: true, options: identityOptions(source.oid, at, context) };
  return { column, defaultValue: null, generated: null, sequence, constraints: [] };
}

function bare(column: ColumnDescriptor): ColumnDescriptor {
  const { defaultOid: _, dimensions: __, ...rest } = column;
  return { ...rest, defaultExpr: null, generated: null, missing: null };
}

/** The new identity column counts as the old one does, from its start. */
function identityOptions(table: Oid, at: number, context: DdlContext): NonNullable<ColumnDraft['sequence']>['options'] {
  const { catalog } = context.transaction;
  for (const oid of catalog.dependents(table)) {
    const sequence = catalog.relation(oid);
    if (sequence?.kind !== 'sequence' || sequence.ownedBy?.column !== at || !sequence.ownedBy.identity) continue;
    const option = { location: -1 };
    return [
      { ...option, kind: 'increment', value: sequence.increment },
      { ...option, kind: 'minValue', value: sequence.minValue },
      { ...option, kind: 'maxValue', value: sequence.maxValue },
      { ...option, kind: 'start', value: sequence.start },
      { ...option, kind: 'cache', value: sequence.cache },
      { ...option, kind: 'cycle', value: sequence.cycle },
    ];
  }
  return [];
}

/** An expression over the source's columns, over those of the new table. */
function moveColumns(expr: BoundExpr, moved: ReadonlyMap<number, number>): BoundExpr {
  return mapTree(expr, (node) =>
    node.kind === 'var' && node.rel === 0 ? { ...node, column: moved.get(node.column) ?? node.column } : node,
  );
}

function copyColumns(
  source: TableDescriptor | ViewDescriptor,
  tableOid: Oid,
  moved: ReadonlyMap<number, number>,
  clause: LikeClause,
  context: DdlContext,
): void {
  const { transaction } = context;
  for (const [from, to] of moved) {
    const table = transaction.catalog.table(tableOid)!;
    const original = source.columns[from]!;
    const column = table.columns[to]!;
    if (original.generated !== null && includes(clause, 'generated')) {
      const generated = moveColumns(original.generated, moved);
      const changed = { ...column, generated, defaultOid: transaction.allocateOid() };
      transaction.put({ ...table, columns: table.columns.with(to, changed) });
    } else if (original.defaultExpr !== null && includes(clause, 'defaults')) {
      const changed = { ...column, defaultExpr: original.defaultExpr, defaultOid: transaction.allocateOid() };
      transaction.put({ ...table, columns: table.columns.with(to, changed) });
    }
  }
}

function copyChecks(
  source: TableDescriptor,
  tableOid: Oid,
  moved: ReadonlyMap<number, number>,
  clause: LikeClause,
  context: DdlContext,
): void {
  const { transaction } = context;
  for (const constraint of source.constraints) {
    if (constraint.kind !== 'check') continue;
    const table = transaction.catalog.table(tableOid)!;
    if (table.constraints.some((c) => c.name === constraint.name)) {
      throw sqlError('duplicate_object', `check constraint "${constraint.name}" already exists`);
    }
    const expression = moveColumns(constraint.expression, moved);
    const copy = {
      ...constraint,
      oid: transaction.allocateOid(),
      expression,
      columns: [...columnsIn(expression)].sort((a, b) => a - b),
      comment: includes(clause, 'comments') ? (constraint.comment ?? null) : null,
    };
    transaction.put({ ...table, constraints: [...table.constraints, copy] });
  }
}

function copyIndexes(
  source: TableDescriptor,
  tableOid: Oid,
  moved: ReadonlyMap<number, number>,
  clause: LikeClause,
  context: DdlContext,
): void {
  const { transaction } = context;
  for (const index of transaction.catalog.indexesOf(source)) {
    const table = transaction.catalog.table(tableOid)!;
    const original = source.constraints.find((c) => c.oid === index.constraint);
    const constraint =
      original === undefined || original.kind === 'check' || original.kind === 'foreignKey'
        ? null
        : { ...original, oid: transaction.allocateOid() };
    const oid = transaction.allocateOid();
    const move = (column: number): number => moved.get(column)!;
    const copy: IndexDescriptor = {
      ...index,
      oid,
      name: copiedName(index, constraint !== null, table, moved, context),
      schema: table.schema,
      owner: table.owner,
      comment: includes(clause, 'comments') ? index.comment : null,
      table: tableOid,
      keys: index.keys.map((key) => ({
        ...key,
        column: key.column === null ? null : move(key.column),
        expression: key.expression === null ? null : moveColumns(key.expression, moved),
      })),
      include: index.include.map(move),
      predicate: index.predicate === null ? null : moveColumns(index.predicate, moved),
      constraint: constraint?.oid ?? null,
    };
    if (constraint !== null) {
      const added = { ...constraint, name: copy.name, columns: constraint.columns.map(move), index: oid };
      transaction.put({ ...table, constraints: [...table.constraints, added] });
    }
    installIndex(copy, context);
  }
}

function copiedName(
  index: IndexDescriptor,
  constraint: boolean,
  table: TableDescriptor,
  moved: ReadonlyMap<number, number>,
  context: DdlContext,
): string {
  const { catalog } = context.transaction;
  if (index.primary) return chooseRelationName(catalog, table.schema, table.name, null, 'pkey', true);
  const used: string[] = [];
  for (const key of index.keys) {
    const name = key.column === null ? 'expr' : table.columns[moved.get(key.column)!]!.name;
    used.push(numbered(name, used));
  }
  const label = constraint ? 'key' : 'idx';
  return chooseRelationName(catalog, table.schema, table.name, columnsPart(used), label, constraint);
}
