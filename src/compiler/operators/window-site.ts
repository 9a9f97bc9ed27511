import type { FunctionWriter } from '../function-writer.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import type { BufferLayout } from './buffer-columns.ts';
import { storeLoaders } from './store-reads.ts';

/** What the parts of a window's code share: where its copied rows (WindowRows) and its frame (WindowFrame) stand. */
export interface WindowSite {
  readonly unit: Unit;
  readonly layout: BufferLayout;
  readonly rowsSlot: number;
  readonly frameSlot: number;
}

/** Columns of the copied row whose number is in the local `row`; see storeLoaders for `first`. */
export function rowScope(site: WindowSite, writer: FunctionWriter, row: string, first = row): Scope {
  return new Scope(
    new Map(storeLoaders(writer, site.layout, windowStore(site.unit, writer, site.rowsSlot), row, first)),
  );
}

export function windowStore(unit: Unit, writer: FunctionWriter, rowsSlot: number): string {
  const window = unit.local(writer, rowsSlot);
  return writer.hoist(`${window}.store`, 's', `${window}.store`);
}
