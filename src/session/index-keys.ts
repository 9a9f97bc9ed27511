/** Key functions of expression and partial indexes: their expressions compiled over a row in storage form. */

import type { IndexDescriptor, TableDescriptor } from '../catalog/index.ts';
import { uninterrupted } from '../common/interruption.ts';
import { compileRowFunction } from '../compiler/index.ts';
import type { KeyFunction } from '../storage/index.ts';
import type { Session } from './session.ts';

export function compileKey(session: Session, index: IndexDescriptor, table: TableDescriptor): KeyFunction {
  const compute = compileRowFunction(
    table,
    index.keys.map((key) => key.expression ?? columnVar(table, key.column!)),
    index.predicate,
    session.context,
  );
  // Keys are computed also where a change is undone or swept up.
  return (row) => uninterrupted(() => compute(row));
}

function columnVar(table: TableDescriptor, column: number) {
  const { type, typmod } = table.columns[column]!;
  return { kind: 'var', rel: 0, column, type, typmod, location: -1 } as const;
}
