/** TRUNCATE: the tables' rows go at once, with those of tables whose foreign keys lead here, given CASCADE. */
import type { TableDescriptor } from '../../catalog/index.ts';
import { TRUNCATE } from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { TruncateStatement } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { requireOnRelation, requireOwner } from './privileges/authorize.ts';
import { checkNotInUse, requireTable } from './resolve.ts';
import { ownedSequences, restartSequence } from './sequences.ts';

export function executeTruncate(statement: TruncateStatement, context: DdlContext): DdlResult {
  const tables = new Map<Oid, TableDescriptor>();
  for (const name of statement.tables) {
    const table = requireTable(name, context);
    requireOnRelation(table, TRUNCATE, context);
    context.lock(table.oid, 'access exclusive');
    tables.set(table.oid, table);
  }
  for (const table of tables.values()) checkNotInUse(table, 'TRUNCATE', context);
  if (statement.cascade) addReferencing(tables, context);
  else checkReferences(tables, context);
  const sequences = statement.restartIdentity
    ? [...tables.keys()].flatMap((oid) => ownedSequences(oid, null, context))
    : [];
  for (const sequence of sequences) requireOwner(sequence, context);
  for (const sequence of sequences) context.lock(sequence.oid, 'access exclusive');
  for (const sequence of sequences) restartSequence(sequence, context);
  for (const table of tables.values()) context.storage.truncate(table);
  return { tag: 'TRUNCATE TABLE' };
}

function addReferencing(tables: Map<Oid, TableDescriptor>, context: DdlContext): void {
  // The map grows while it is walked, so that what refers to the added ones is added too.
  for (const table of tables.values()) {
    for (const oid of table.referencedBy) {
      if (tables.has(oid)) continue;
      const referencing = context.transaction.catalog.table(oid)!;
      context.notice({
        severity: 'NOTICE',
        code: '00000',
        message: `truncate cascades to table "${referencing.name}"`,
      });
      requireOnRelation(referencing, TRUNCATE, context);
      context.lock(oid, 'access exclusive');
      tables.set(oid, referencing);
    }
  }
}

function checkReferences(tables: ReadonlyMap<Oid, TableDescriptor>, context: DdlContext): void {
  for (const table of tables.values()) {
    for (const oid of table.referencedBy) {
      if (tables.has(oid)) continue;
      const other = context.transaction.catalog.table(oid)!;
      throw sqlError('feature_not_supported', 'cannot truncate a table referenced in a foreign key constraint', {
        detail: `Table "${other.name}" references "${table.name}".`,
        hint: `Truncate table "${other.name}" at the same time, or use TRUNCATE ... CASCADE.`,
      });
    }
  }
}
