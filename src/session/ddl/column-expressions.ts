/** DEFAULT and GENERATED ALWAYS AS expressions of columns. */
import { type BoundExpr, type ColumnDescriptor, type TableDescriptor, walkTree } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { ColumnDraft } from './column-definition.ts';
import type { DdlContext } from './context.ts';

/** Binds the expressions of drafted columns, the first of which is attribute `first` of the table. */
export function setColumnExpressions(
  tableOid: Oid,
  drafts: readonly ColumnDraft[],
  first: number,
  context: DdlContext,
): void {
  drafts.forEach((draft, i) => {
    const at = first + i;
    if (draft.defaultValue !== null) setDefault(tableOid, at, draft.defaultValue, context);
  });
  // Which columns are generated must be known before any generation expression is looked at.
  const generated = drafts.flatMap((draft, i) => (draft.generated === null ? [] : [first + i]));
  drafts.forEach((draft, i) => {
    if (draft.generated !== null) setGenerated(tableOid, first + i, draft.generated, generated, context);
  });
}

function putColumn(table: TableDescriptor, at: number, column: ColumnDescriptor, context: DdlContext): void {
  context.transaction.put({ ...table, columns: table.columns.with(at, column) });
}

export function setDefault(tableOid: Oid, at: number, value: Expression, context: DdlContext): void {
  const table = context.transaction.catalog.table(tableOid)!;
  const column = table.columns[at]!;
  const defaultExpr = context.analyzer.assigned(value, 'default', null, column);
  const defaultOid = column.defaultOid ?? context.transaction.allocateOid();
  putColumn(table, at, { ...column, defaultExpr, defaultOid }, context);
}

function setGenerated(
  tableOid: Oid,
  at: number,
  value: Expression,
  generatedColumns: readonly number[],
  context: DdlContext,
): void {
  const table = context.transaction.catalog.table(tableOid)!;
  const column = table.columns[at]!;
  const generated = context.analyzer.assigned(value, 'generated', table, column);
  checkReferences(generated, table, generatedColumns);
  if (context.analyzer.volatility(generated) !== 'immutable') {
    throw sqlError('invalid_object_definition', 'generation expression is not immutable');
  }
  putColumn(table, at, { ...column, generated, defaultOid: context.transaction.allocateOid() }, context);
}

function checkReferences(expr: BoundExpr, table: TableDescriptor, generated: readonly number[]): void {
  walkTree(expr, (node) => {
    if (node.kind !== 'var') return;
    if (node.column === -1 || node.column === -3) {
      const system = node.column === -1 ? 'ctid' : 'xmin';
      throw sqlError(
        'invalid_column_reference',
        `cannot use system column "${system}" in column generation expression`,
        {
          location: node.location,
        },
      );
    }
    if (node.column < 0) return;
    const { name } = table.columns[node.column]!;
    if (!generated.includes(node.column) && table.columns[node.column]!.generated === null) return;
    throw sqlError(
      'invalid_object_definition',
      `cannot use generated column "${name}" in column generation expression`,
      {
        detail: 'A generated column cannot reference another generated column.',
        location: node.location,
      },
    );
  });
}
