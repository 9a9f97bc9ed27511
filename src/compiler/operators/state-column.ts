/** Aggregate states in the columns of a GroupTable, for the code of accumulators. */
import type { EmitContext } from '../expressions/context.ts';

export function column(context: EmitContext, table: string, state: number): string {
  return context.writer.hoist(`${table}.s${state}`, 'a', `${table}.states[${state}]`);
}

export function whenNotNull(context: EmitContext, isNull: string, write: () => void): void {
  if (isNull === 'true') return;
  if (isNull === 'false') {
    write();
    return;
  }
  context.writer.open(`if(!(${isNull}))`);
  write();
  context.writer.close();
}
