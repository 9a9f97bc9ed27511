/** Finds a statement's entry in pg_stat_statements: kept with its plan, or by its text. */
import { GenerationCache } from '../../common/generation-cache.ts';
import { redactPasswords } from '../../common/redact.ts';
import { normaliseStatement, parseCached } from '../../parser/index.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Session } from '../session.ts';
import { queryIdOf, type StatementEntry, type StatementTable } from './statement-table.ts';

/** Characters kept of a statement's text. */
const queryTextMax = 8192;
/** A longer text is a bulk load whose constants nobody will look at; it is known by its beginning. */
const normalisedTextMax = 65_536;
const utilityTexts = 1000;

export class StatementFinder {
  private readonly table: StatementTable;
  private readonly utilities = new GenerationCache<StatementEntry>(utilityTexts);

  constructor(table: StatementTable) {
    this.table = table;
  }

  /** null: a statement that manages others, which are counted when they run. */
  find(session: Session, prepared: PreparedStatement): StatementEntry | null {
    const { plan } = prepared;
    if (plan !== null) {
      let entry = plan.statistics;
      if (entry === null || !entry.alive) {
        entry = this.planned(session, prepared);
        plan.statistics = entry;
      }
      return entry;
    }
    const { kind } = prepared.statement;
    if (kind === 'prepare' || kind === 'execute' || kind === 'deallocate') return null;
    return this.utility(session, statementText(prepared));
  }

  private planned(session: Session, prepared: PreparedStatement): StatementEntry {
    const text = statementText(prepared);
    const { columns, tables } = prepared.plan!;
    // What the words mean is part of what the statement is: other tables of the same name, other types.
    const meaning = `${tables.map(({ oid }) => oid).join()} ${columns.map(({ type }) => type).join()}`;
    if (text.length > normalisedTextMax) {
      const beginning = text.slice(0, queryTextMax);
      return this.entry(session, `${meaning} ${beginning}`, () => beginning);
    }
    const normalised = normaliseStatement(text);
    return this.entry(session, `${meaning} ${normalised.fingerprint}`, () => normalised.text.slice(0, queryTextMax));
  }

  private utility(session: Session, text: string): StatementEntry {
    const kept = text.slice(0, queryTextMax);
    const key = `${session.currentUser} ${kept}`;
    const known = this.utilities.get(key);
    if (known?.alive) return known;
    const shown = redactPasswords(kept);
    const entry = this.entry(session, shown, () => shown);
    this.utilities.set(key, entry);
    return entry;
  }

  private entry(session: Session, identity: string, query: () => string): StatementEntry {
    const userOid = session.currentRole;
    return this.table.entry(userOid, queryIdOf(identity), query);
  }
}

/** The statement's own part of the text it came in; of what was prepared in SQL, the PREPARE. */
export function statementText({ source, text, fromSql }: PreparedStatement): string {
  let own = source.slice(0, source.indexOf('\u0000'));
  if (fromSql === true) {
    const location = Number(source.slice(own.length + 1, source.lastIndexOf('\u0000')));
    const whole = parseCached(text).find(
      ({ statement }) => statement.kind === 'prepare' && statement.location === location,
    );
    if (whole !== undefined) own = text.slice(whole.start, whole.end);
  }
  let end = own.length;
  while (end > 0 && isBlankOrEnd(own.charCodeAt(end - 1))) end--;
  return own.slice(0, end).trimStart();
}

/** White space or a semicolon. A pattern for the end of a text would look at every run of them in it. */
function isBlankOrEnd(code: number): boolean {
  return code === 59 || code === 32 || (code >= 9 && code <= 13);
}
