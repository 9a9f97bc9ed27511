/** Row changes of a transaction in the order they were made, for whoever writes a log. Kept only while the manager captures redo. */
import type { Datum } from '../types/type-def.ts';

export interface RedoEntry {
  readonly table: number;
  readonly op: 'insert' | 'update' | 'delete' | 'truncate';
  /** -1 for truncate. */
  readonly rowId: number;
  /** null: all columns. */
  readonly columns: readonly number[] | null;
  readonly values: readonly Datum[] | null;
}
