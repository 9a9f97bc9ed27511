/**
 * Logical dumps: a database as SQL text, read in one snapshot, in pg_dump's form. `dump.ts` collects objects and writes them in
 * the order of `dump-order.ts`; the other files know how each kind of object is written. `props/dump/` compares with pg_dump.
 */
export { type DumpOptions, type DumpProgress, dumpDatabase, endOfDump } from './dump.ts';
export type { WriteText } from './text-writer.ts';
