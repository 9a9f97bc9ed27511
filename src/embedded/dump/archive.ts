/**
 * A dump's entries in the form of pg_dump's plain output: a comment that says what comes, the statements, the owner. Names in
 * comments lose their line breaks, as text behind one would be SQL.
 */
import { quoteIdentifier } from '../../catalog/index.ts';
import { literal } from './sql-text.ts';
import type { TextWriter } from './text-writer.ts';

export interface Entry {
  readonly name: string;
  /** TABLE, VIEW, COMMENT ... */
  readonly type: string;
  readonly schema: string | null;
  readonly owner: string;
  readonly text: string;
  /** What ALTER ... OWNER TO names: `TABLE public.t`; absent where the owner follows from another object. */
  readonly owned?: string;
}

export class Archive {
  readonly out: TextWriter;
  readonly owners: boolean;
  private tablespaceSet = false;

  constructor(out: TextWriter, owners: boolean) {
    this.out = out;
    this.owners = owners;
  }

  entry(entry: Entry): void {
    this.head('Name', entry);
    this.out.write(`${entry.text}\n\n`);
    if (entry.owned !== undefined && this.owners) {
      this.out.write(`ALTER ${entry.owned} OWNER TO ${quoteIdentifier(entry.owner)};\n\n`);
    }
  }

  head(what: 'Name' | 'Data for Name', { name, type, schema, owner }: Omit<Entry, 'text' | 'owned'>): void {
    const shownOwner = this.owners ? oneLine(owner) : '-';
    this.out.write(
      `--\n-- ${what}: ${oneLine(name)}; Type: ${type}; Schema: ${oneLine(schema ?? '-')}; Owner: ${shownOwner}\n--\n\n`,
    );
  }

  /** `object`: kind and name as in COMMENT ON, with the name as it stands in the entry's title and as it is in SQL. */
  comment(
    object: { readonly kind: string; readonly title: string; readonly name: string },
    text: string | null | undefined,
    of: Pick<Entry, 'schema' | 'owner'>,
  ): void {
    if (text === null || text === undefined) return;
    this.entry({
      name: `${object.kind} ${object.title}`,
      type: 'COMMENT',
      ...of,
      text: `COMMENT ON ${object.kind} ${object.name} IS ${literal(text)};\n`,
    });
  }

  /** Before the first table: what CREATE TABLE would otherwise take from the session. */
  tableDefaults(): void {
    if (this.tablespaceSet) return;
    this.tablespaceSet = true;
    this.out.write("SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n");
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}
