/**
 * A plain SQL dump into a database: ours, or one of pg_dump's. Statements run one after the other as they are read, data of COPY
 * flow into their statement, so memory does not grow with the text. By default all of it is one transaction: the first error
 * undoes everything. With `keepGoing` each statement is its own, as with psql, and errors are reported.
 *
 * psql's commands: `\restrict`, `\unrestrict` and `\encoding UTF8` say nothing about the database and are passed over; `\connect`
 * ends the restore unless it names this database; others are errors.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { settingByName } from '../../config/index.ts';
import { SqlError, sqlError, sqlStates, unsupported } from '../../errors/index.ts';
import type { ParsedStatement } from '../../parser/index.ts';
import {
  type DatabaseCore,
  type Notice,
  prepareStatement,
  type ResultSink,
  runScript,
  runStatement,
  runTurns,
  Session,
} from '../../session/index.ts';
import { type Charset, clientCharset } from '../../types/charsets/index.ts';
import { endOfDump } from '../dump/index.ts';
import { ByteLines, type TextSource } from './byte-lines.ts';
import { CopyFeed } from './copy-feed.ts';
import { lineOfError, RestoreError } from './restore-error.ts';
import { type ScriptPart, StatementSplitter } from './statement-splitter.ts';

export interface RestoreOptions {
  /** Go on after errors, each statement a transaction of its own. */
  readonly keepGoing?: boolean;
  /** Pass over ALTER ... OWNER TO: everything belongs to who restores. */
  readonly noOwner?: boolean;
  /** Pass over GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
  readonly noPrivileges?: boolean;
  /** Who restores; the bootstrap user unless given. */
  readonly user?: string;
  readonly onProgress?: (progress: RestoreProgress) => void;
  /** With `keepGoing`: each error. */
  readonly onError?: (error: RestoreError) => void;
  readonly onNotice?: (notice: Notice, line: number) => void;
}

export interface RestoreProgress {
  readonly line: number;
  readonly bytesRead: number;
  readonly statements: number;
  /** Rows that came by COPY and INSERT. */
  readonly rows: number;
  readonly errors: number;
}

/** Throws the RestoreError that ended it. */
export async function restoreDatabase(
  core: DatabaseCore,
  source: TextSource,
  options: RestoreOptions = {},
): Promise<RestoreProgress> {
  const restore = new Restore(core, source, options);
  try {
    return await restore.run();
  } finally {
    restore.close();
  }
}

/** Bytes between two reports of progress. */
const progressBytes = 1 << 20;
const dash = 45;
const beginOfDump = '-- PostgreSQL database dump';

class Restore {
  private readonly core: DatabaseCore;
  private readonly options: RestoreOptions;
  private readonly lines: ByteLines;
  private readonly splitter = new StatementSplitter();
  private readonly session: Session;
  private readonly sink: ResultSink;
  private statements = 0;
  private rows = 0;
  private errors = 0;
  private line = 0;
  private reportedBytes = 0;
  /** The text calls itself a dump, and has not said that it is complete. */
  private incomplete = false;
  /** Of the COPY that runs. */
  private feed: CopyFeed | null = null;
  private dataLine: number | null = null;

  constructor(core: DatabaseCore, source: TextSource, options: RestoreOptions) {
    this.core = core;
    this.options = options;
    this.lines = new ByteLines(source);
    this.session = new Session(core, {
      user: options.user ?? core.bootstrapUser,
      settings: new Map([['application_name', 'aiondb restore']]),
      onNotice: (notice) => options.onNotice?.(notice, this.line),
    });
    const charset = (): Charset | null => this.charset;
    this.sink = {
      columns: () => () => {},
      complete: (tag, rows) => {
        if (/^(?:COPY|INSERT)/.test(tag)) this.rows += rows ?? 0;
      },
      empty: () => {},
      copyIn: () => this.feed!,
      get charset(): Charset | null {
        return charset();
      },
    };
  }

  async run(): Promise<RestoreProgress> {
    if (!this.options.keepGoing) await this.command('BEGIN');
    for (let line = await this.lines.next(); line !== null; line = await this.lines.next()) {
      if (line[0] === dash) this.lookForMarks(line);
      this.splitter.push(this.lines.line === 1 ? withoutMark(line) : line, this.lines.line);
      for (let part = this.splitter.next(); part !== null; part = this.splitter.next()) await this.runPart(part);
      if (this.lines.bytesRead - this.reportedBytes >= progressBytes) this.report();
    }
    const last = this.splitter.end();
    if (last !== null) await this.runPart(last);
    if (this.incomplete) {
      this.fail(new RestoreError(this.lines.line, '', new Error(`the dump is cut off: it has no line "${endOfDump}"`)));
    }
    if (!this.options.keepGoing) await this.command('COMMIT');
    this.report();
    return this.progress();
  }

  /** What is open is undone. */
  close(): void {
    this.session.close();
  }

  private progress(): RestoreProgress {
    const { statements, rows, errors } = this;
    return { line: this.lines.line, bytesRead: this.lines.bytesRead, statements, rows, errors };
  }
  private report(): void {
    this.reportedBytes = this.lines.bytesRead;
    this.options.onProgress?.(this.progress());
  }

  private lookForMarks(line: Buffer): void {
    const text = line.toString('latin1').trimEnd();
    if (text === beginOfDump) this.incomplete = true;
    else if (text === endOfDump) this.incomplete = false;
  }

  private async command(text: string): Promise<void> {
    await runTurns(this.session, runScript(this.session, text, this.sink));
  }

  private fail(error: RestoreError): void {
    if (!this.options.keepGoing) throw error;
    this.errors++;
    this.options.onError?.(error);
  }

  private async runPart(part: ScriptPart): Promise<void> {
    this.line = part.line;
    let text = part.text.toString('utf8');
    this.feed = null;
    this.dataLine = null;
    try {
      text = this.decoded(part.text);
      if (part.kind === 'meta') this.metaCommand(text.trim());
      else await this.runStatement(text);
    } catch (error) {
      if (error instanceof WrongDatabase) throw new RestoreError(part.line, text, error);
      if (!(error instanceof SqlError)) throw error;
      // Set by the statement that has failed; the compiler knows of the null above alone.
      await (this.feed as CopyFeed | null)?.discard();
      this.fail(new RestoreError(lineOfError(error, text, part.line, this.dataLine), text, error));
    }
  }

  /** What the script has set: its bytes are to be read with it. null: they are UTF-8. */
  private get charset(): Charset | null {
    return this.lines.isText ? null : clientCharset(this.session.settings.get('client_encoding'))!;
  }

  private decoded(bytes: Buffer): string {
    const { charset } = this;
    if (charset === null) {
      if (isUtf8(bytes)) return bytes.toString('utf8');
      throw sqlError('character_not_in_repertoire', 'invalid byte sequence for encoding "UTF8"');
    }
    // Where a statement ends was found by bytes that can be a part of a character in such a set.
    if (charset.rules.hidesAscii && !isAscii(bytes)) throw unsupported(`a script in the character set ${charset.name}`);
    return charset.decode(bytes);
  }

  private async runStatement(text: string): Promise<void> {
    const { session } = this;
    const parsed = session.parse(text);
    for (const one of parsed) {
      if (this.passedOver(one)) continue;
      const { statement } = one;
      if (statement.kind === 'transaction' && !this.options.keepGoing) {
        throw sqlError('feature_not_supported', 'the script has transactions of its own', {
          hint: 'All of it runs as one transaction. With --keep-going each statement, or transaction of the script, is its own.',
        });
      }
      if (statement.kind === 'copy' && statement.direction === 'from' && statement.target === 'stdin') {
        this.feed = new CopyFeed(this.lines);
        this.dataLine = this.lines.line;
      }
      const prepared = prepareStatement(session, text, one, []);
      await runTurns(session, runStatement(session, prepared, [], this.sink, true));
      this.statements++;
    }
  }

  /** Statements that the options leave out, and settings of newer servers, which have nothing to set here. */
  private passedOver({ statement }: ParsedStatement): boolean {
    const { noOwner, noPrivileges } = this.options;
    switch (statement.kind) {
      case 'owner':
        return noOwner === true;
      case 'grant':
      case 'revoke':
      case 'defaultPrivileges':
        return noPrivileges === true;
      case 'set':
        // Dumps become a role to grant what it has granted.
        if (noPrivileges === true && statement.name === 'session_authorization') return true;
        if (settingByName(statement.name) !== undefined || statement.name.includes('.')) return false;
        if (statement.reset || statement.name === 'all') return false;
        this.session.warn(sqlStates.undefined_object, `there is no setting "${statement.name}" here: passed over`);
        return true;
      default:
        return false;
    }
  }

  private metaCommand(text: string): void {
    const [command, argument] = text.split(/\s+/, 2) as [string, string | undefined];
    switch (command) {
      case '\\restrict':
      case '\\unrestrict':
        return;
      case '\\encoding':
        if (/^utf-?8$/i.test(argument ?? '')) return;
        break;
      case '\\connect':
      case '\\c': {
        const name = databaseOf(text);
        if (name === this.core.name) return;
        throw new WrongDatabase(
          `${text}: a restore goes into one database, and this one is "${this.core.name}"; take one database out of the dump`,
        );
      }
    }
    throw sqlError('feature_not_supported', `psql's ${command} is not understood in a restore`);
  }
}

class WrongDatabase extends Error {}

/** `\connect x`, `\connect "x"`, `\connect -reuse-previous=on "dbname='x'"`. */
function databaseOf(text: string): string {
  const name = text
    .replace(/^\\c(?:onnect)?\s*/, '')
    .replace(/^-reuse-previous=\w+\s*/, '')
    .replace(/^"(.*)"$/, '$1');
  return name.replace(/^dbname='(.*)'$/, '$1');
}

/** Some editors begin a text with a mark of its encoding. */
function withoutMark(line: Buffer): Buffer {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line;
}
