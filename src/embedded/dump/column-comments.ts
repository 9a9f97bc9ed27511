/** COMMENT ON COLUMN for the columns of a table or view. */
import { quoteIdentifier, type TableDescriptor, type ViewDescriptor } from '../../catalog/index.ts';
import type { Archive, Entry } from './archive.ts';

export function writeColumnComments(
  relation: TableDescriptor | ViewDescriptor,
  name: string,
  place: Pick<Entry, 'schema' | 'owner'>,
  archive: Archive,
): void {
  for (const column of relation.columns) {
    if (column.dropped) continue;
    const quoted = quoteIdentifier(column.name);
    const title = `${quoteIdentifier(relation.name)}.${quoted}`;
    archive.comment({ kind: 'COLUMN', title, name: `${name}.${quoted}` }, column.comment, place);
  }
}
