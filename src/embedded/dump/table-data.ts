/** The rows of a table as COPY writes them, no faster than they are taken. */
import type { TableDescriptor } from '../../catalog/index.ts';
import { type Outlet, type ResultSink, runFirstTurn, runScript } from '../../session/index.ts';
import { type DumpSnapshot, silent } from './snapshot.ts';
import { columnList, qualified } from './sql-text.ts';
import type { TextWriter } from './text-writer.ts';

/** `COPY t (a, b) FROM stdin;`, the rows and the marker of their end; how many rows. */
export async function writeTableData(
  { session, catalog }: DumpSnapshot,
  table: TableDescriptor,
  out: TextWriter,
): Promise<number> {
  const name = qualified(catalog, table);
  const columns = [...table.columns.keys()].filter(
    (i) => !table.columns[i]!.dropped && table.columns[i]!.generated === null,
  );
  // A table without columns has rows all the same: COPY's words for it are an empty list, and nothing.
  const list = columns.length === 0 ? '' : `(${columnList(table, columns)})`;
  out.write(`COPY ${name} ${list} FROM stdin;\n`);
  let rows = 0;
  const sink: ResultSink = {
    ...silent,
    complete: (_tag, count) => {
      rows = count ?? 0;
    },
    copyOut: () => ({ line: (text) => out.write(text), data: () => {}, end: () => {}, full: () => out.full }),
  };
  const outlet = new WriterOutlet(out);
  const run = runScript(session, `COPY ${name} ${list} TO STDOUT`, sink);
  const result = runFirstTurn(session, run, outlet);
  if ('later' in result) await result.later;
  outlet.check();
  out.write('\\.\n\n\n');
  await out.flush();
  return rows;
}

/** The statement pauses while a chunk is being taken. */
class WriterOutlet implements Outlet {
  private readonly out: TextWriter;
  private failure: { readonly error: unknown } | null = null;

  constructor(out: TextWriter) {
    this.out = out;
  }

  full(): boolean {
    this.check();
    return this.out.full;
  }

  whenReady(wake: () => void): void {
    this.out.flush().then(wake, (error: unknown) => {
      this.failure = { error };
      wake();
    });
  }

  /** What the receiver threw. */
  check(): void {
    if (this.failure !== null) throw this.failure.error;
  }
}
