import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type BufferLayout, bufferLoaders } from './buffer-columns.ts';

/** What the parts of a window's code share: where its copied rows (WindowRows) and its frame (WindowFrame) stand. */
export interface WindowSite {
  readonly unit: Unit;
  readonly layout: BufferLayout;
  readonly rowsSlot: number;
  readonly frameSlot: number;
}

/** Columns of the copied row whose number is in the local `row`. */
export function rowScope(site: WindowSite, writer: FunctionWriter, row: string): Scope {
  const window = site.unit.local(writer, site.rowsSlot);
  const rows = writer.hoist(`${window}.rows`, 'r', `${window}.rows`);
  return new Scope(new Map(bufferLoaders(site.layout, rows, row)));
}
