/**
 * Cuts what the client sends into records. A record ends at a newline that is not escaped (text) or quoted (CSV); the first
 * one decides whether lines end in LF, CRLF or CR, and all others must do the same. State survives from chunk to chunk, so
 * that nothing is looked at twice.
 */
import { sqlError } from '../../errors/index.ts';
import type { CopyOptions } from './copy-options.ts';

const LF = 10;
const CR = 13;
const BACKSLASH = 92;

export class RecordReader {
  private readonly csv: boolean;
  private readonly quote: number;
  private readonly escape: number;
  /** Text of which records are made. */
  text = '';
  /** Of the current record: what has been looked at of earlier chunks. */
  private head: string[] = [];
  private start = 0;
  /** In the text there is nothing that makes a line more than what stands before the next newline. */
  private plain = false;
  private scanned = 0;
  private inQuote = false;
  private escaped = false;
  private ending: '' | '\n' | '\r\n' | '\r' = '';
  /**
   * Lines in the records given so far, as PostgreSQL counts them: quoted newlines too, once it is known what ends a line.
   */
  line = 0;
  private extraLines = 0;
  plainEnd = 0;

  constructor(options: CopyOptions) {
    this.csv = options.csv;
    this.quote = options.quote.charCodeAt(0);
    this.escape = options.escape.charCodeAt(0);
  }

  push(text: string): void {
    const rest = this.head.length > 0 || this.start < this.text.length;
    this.plain = !this.csv && (this.plain || !rest) && !text.includes('\\') && !text.includes('\r');
    if (this.start < this.scanned) this.head.push(this.text.slice(this.start, this.scanned));
    this.text = this.scanned < this.text.length ? this.text.slice(this.scanned) + text : text;
    this.scanned = 0;
    this.start = 0;
  }

  /** The current record, which ends with `end`. */
  private whole(end: string): string {
    if (this.head.length === 0) return end;
    const record = this.head.join('') + end;
    this.head = [];
    return record;
  }

  /** Nearly all lines are plain: one begins here, or -1. Where it ends is in `plainEnd`, and it has been read. */
  nextPlain(): number {
    const { start } = this;
    if (!this.plain || this.ending !== '\n' || this.escaped || this.scanned !== start || this.head.length > 0) {
      return -1;
    }
    const end = this.text.indexOf('\n', start);
    if (end < 0) return -1;
    this.plainEnd = end;
    this.start = end + 1;
    this.scanned = this.start;
    this.line++;
    return start;
  }

  /** The next record without its line ending, or null; `last`: no more text comes, so what is left is a record too. */
  next(last: boolean): string | null {
    const { text, csv } = this;
    for (let i = this.scanned; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (csv) {
        if (this.inQuote && code === this.escape && this.escape !== this.quote) this.escaped = !this.escaped;
        if (code === this.quote && !this.escaped) this.inQuote = !this.inQuote;
        if (code !== this.escape) this.escaped = false;
        if (this.inQuote) {
          if (code === (this.ending === '\n' ? LF : CR)) this.extraLines++;
          continue;
        }
      } else if (this.escaped) {
        this.escaped = false;
        continue;
      } else if (code === BACKSLASH) {
        this.escaped = true;
        continue;
      }
      if (code !== LF && code !== CR) continue;
      if (code === CR && i + 1 === text.length && !last && this.ending !== '\r') {
        // A newline may follow with the next chunk.
        this.scanned = i;
        return null;
      }
      const found = code === LF ? '\n' : text.charCodeAt(i + 1) === LF ? '\r\n' : '\r';
      if (this.ending === '') this.ending = found;
      else if (found !== this.ending) throw this.mixed(found);
      const record = this.whole(text.slice(this.start, i));
      this.start = i + found.length;
      this.scanned = this.start;
      this.counted();
      return record;
    }
    this.scanned = text.length;
    if (!last || (this.start >= text.length && this.head.length === 0)) return null;
    const record = this.whole(text.slice(this.start));
    this.start = text.length;
    this.escaped = false;
    this.counted();
    return record;
  }

  /** The number of the line that the text ends in. */
  get lineInSight(): number {
    return this.line + 1 + this.extraLines;
  }

  private counted(): void {
    this.line += 1 + this.extraLines;
    this.extraLines = 0;
  }

  private mixed(found: string): Error {
    const [name, letter] = found === '\n' ? ['newline', 'n'] : ['carriage return', 'r'];
    const message = `${this.csv ? 'unquoted' : 'literal'} ${name} found in data`;
    const hint = this.csv ? `Use quoted CSV field to represent ${name}.` : `Use "\\${letter}" to represent ${name}.`;
    return sqlError('bad_copy_file_format', message, { hint });
  }
}
