/** The sequences behind serial and identity columns, and the defaults that draw from them. */
import type { ColumnDescriptor } from '../../catalog/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { ColumnDraft } from './column-definition.ts';
import type { DdlContext } from './context.ts';
import { createColumnSequence } from './sequences.ts';

/** Makes the sequences of serial and identity columns, and the defaults that draw from them. */
export function addColumnSequences(tableOid: Oid, drafts: readonly ColumnDraft[], context: DdlContext): void {
  for (const { column, sequence: wanted } of drafts) {
    if (wanted === null) continue;
    const table = context.transaction.catalog.table(tableOid)!;
    const at = table.columns.findIndex((c) => !c.dropped && c.name === column.name);
    const sequence = createColumnSequence(table, column, wanted.options, wanted.identity, context);
    context.transaction.put({ ...sequence, ownedBy: { table: tableOid, column: at, identity: wanted.identity } });
    // An identity column draws from its sequence because it is one; a serial column has a default.
    if (!wanted.identity) setSerialDefault(tableOid, at, sequence.oid, context);
  }
}

function setSerialDefault(tableOid: Oid, at: number, sequence: Oid, context: DdlContext): void {
  const { transaction, analyzer } = context;
  const table = transaction.catalog.table(tableOid)!;
  const column = table.columns[at]!;
  const changed: ColumnDescriptor = {
    ...column,
    defaultExpr: analyzer.nextval(sequence, column.type),
    defaultOid: transaction.allocateOid(),
  };
  transaction.put({ ...table, columns: table.columns.with(at, changed) });
}
