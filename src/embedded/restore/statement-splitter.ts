/**
 * Lines of a script to its statements, by psql's rules (psqlscan.l): a semicolon ends one outside of quotes, dollar quotes,
 * comments, parentheses and bodies of BEGIN ATOMIC; a backslash outside of quotes begins a command of psql's, up to the end of
 * its line. Works on bytes as Latin-1 characters: everything it looks for is ASCII, and no byte of a longer character is.
 */
export interface ScriptPart {
  readonly kind: 'statement' | 'meta';
  readonly text: Buffer;
  /** Line of its first character, from 1. */
  readonly line: number;
}

type Mode = 'sql' | 'quote' | 'escapes' | 'name' | 'dollar' | 'comment';

const token = /[0-9A-Za-z_\x80-\xff][\w$\x80-\xff]*|['"$\\;()]|--|\/\*/g;
const dollarTag = /\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$/y;
const visible = /\S/g;

export class StatementSplitter {
  private mode: Mode = 'sql';
  private line: Buffer = Buffer.alloc(0);
  private text = '';
  private at = 0;
  private lineNumber = 0;
  /** Where the statement's text begins in `line`; -1 while there is none. */
  private start = -1;
  private pieces: Buffer[] = [];
  private firstLine = 0;
  private parentheses = 0;
  private commentDepth = 0;
  private dollarEnd = '';
  /** An E'' literal has ended, and may go on after a newline. */
  private escapesMayGoOn = false;
  /** The statement's first words, and how deep in BEGIN ... END of a routine's body it is. */
  private words: string[] = [];
  private bodyDepth = 0;

  /** The parts of the line before have been taken. */
  push(line: Buffer, lineNumber: number): void {
    this.keepPiece(this.line.length);
    this.line = line;
    this.text = line.toString('latin1');
    this.at = 0;
    this.lineNumber = lineNumber;
    if (this.pieces.length > 0) this.start = 0;
  }

  /** A part that ends in the line, or null. */
  next(): ScriptPart | null {
    while (this.at < this.text.length) {
      const part = this.mode === 'sql' ? this.scanSql() : this.scanInside();
      if (part !== null) return part;
    }
    return null;
  }

  /** What the end of the text leaves: a statement without its semicolon. */
  end(): ScriptPart | null {
    return this.start < 0 && this.pieces.length === 0 ? null : this.take(this.line.length);
  }

  private scanSql(): ScriptPart | null {
    token.lastIndex = this.at;
    const match = token.exec(this.text);
    const from = match === null ? this.text.length : match.index;
    this.begin(this.at, from);
    if (this.escapesMayGoOn && this.firstVisible(this.at, from) >= 0) this.escapesMayGoOn = false;
    this.at = from;
    if (match === null) return null;
    const [word] = match;
    const after = from + word.length;
    if (word === '--') {
      this.at = this.text.length;
      return null;
    }
    if (word === '/*') {
      this.mode = 'comment';
      this.commentDepth = 1;
      this.at = after;
      return null;
    }
    if (word === '\\') return this.metaCommand();
    if (word === ';' && this.parentheses === 0 && this.bodyDepth === 0) {
      this.at = after;
      return this.start < 0 && this.pieces.length === 0 ? null : this.take(from);
    }
    this.begin(from, after);
    this.at = after;
    this.enter(word, from);
    return null;
  }

  /** Blanks and comments in front of a statement are no part of it. */
  private begin(from: number, to: number): void {
    if (this.start >= 0) return;
    const first = this.firstVisible(from, to);
    if (first < 0) return;
    this.start = first;
    this.firstLine = this.lineNumber;
  }

  private firstVisible(from: number, to: number): number {
    visible.lastIndex = from;
    const match = visible.exec(this.text);
    return match === null || match.index >= to ? -1 : match.index;
  }

  private enter(word: string, from: number): void {
    const goesOn = this.escapesMayGoOn;
    this.escapesMayGoOn = false;
    switch (word) {
      case "'":
        this.mode = goesOn || this.isEscapePrefix(from) ? 'escapes' : 'quote';
        return;
      case '"':
        this.mode = 'name';
        return;
      case '(':
        this.parentheses++;
        return;
      case ')':
        if (this.parentheses > 0) this.parentheses--;
        return;
      case '$':
        dollarTag.lastIndex = from;
        if (dollarTag.test(this.text)) {
          this.mode = 'dollar';
          this.dollarEnd = this.text.slice(from, dollarTag.lastIndex);
          this.at = dollarTag.lastIndex;
        }
        return;
      case ';':
        return;
      default:
        this.countBody(word.toLowerCase());
    }
  }

  private isEscapePrefix(quote: number): boolean {
    const letter = this.text[quote - 1];
    return (letter === 'e' || letter === 'E') && !/[\w$\x80-\xff]/.test(this.text[quote - 2] ?? ' ');
  }

  /** Follows BEGIN, CASE and END in the bodies of CREATE FUNCTION and CREATE PROCEDURE. */
  private countBody(word: string): void {
    const { words } = this;
    if (words.length < 4) words.push(word);
    const made = words[1] === 'or' && words[2] === 'replace' ? words[3] : words[1];
    if (words[0] !== 'create' || (made !== 'function' && made !== 'procedure') || this.parentheses > 0) return;
    if (word === 'begin') this.bodyDepth++;
    else if (word === 'case' && this.bodyDepth > 0) this.bodyDepth++;
    else if (word === 'end' && this.bodyDepth > 0) this.bodyDepth--;
  }

  /** Inside of quotes and comments: on to their end, or the line's. */
  private scanInside(): null {
    const { text, mode } = this;
    if (mode === 'comment') this.scanComment();
    else if (mode === 'dollar') {
      const end = text.indexOf(this.dollarEnd, this.at);
      this.at = end < 0 ? text.length : end + this.dollarEnd.length;
      if (end >= 0) this.mode = 'sql';
    } else if (mode === 'escapes') this.scanEscapes();
    else {
      const quote = mode === 'name' ? '"' : "'";
      const end = text.indexOf(quote, this.at);
      // Two quotes are one inside: they end the literal and begin it anew.
      this.at = end < 0 ? text.length : end + 1;
      if (end >= 0) this.mode = 'sql';
    }
    return null;
  }

  private scanComment(): void {
    const edge = /\/\*|\*\//g;
    edge.lastIndex = this.at;
    const match = edge.exec(this.text);
    this.at = match === null ? this.text.length : edge.lastIndex;
    if (match === null) return;
    this.commentDepth += match[0] === '/*' ? 1 : -1;
    if (this.commentDepth === 0) this.mode = 'sql';
  }

  private scanEscapes(): void {
    const edge = /\\[\s\S]|''|'/g;
    edge.lastIndex = this.at;
    for (let match = edge.exec(this.text); match !== null; match = edge.exec(this.text)) {
      if (match[0] !== "'") continue;
      this.at = edge.lastIndex;
      this.mode = 'sql';
      this.escapesMayGoOn = this.text.slice(this.at).trim() === '';
      return;
    }
    this.at = this.text.length;
  }

  private metaCommand(): ScriptPart {
    const text = this.line.subarray(this.at);
    this.at = this.text.length;
    return { kind: 'meta', text, line: this.lineNumber };
  }

  private keepPiece(end: number): void {
    if (this.start >= 0 && end > this.start) this.pieces.push(this.line.subarray(this.start, end));
    this.start = -1;
  }

  private take(end: number): ScriptPart {
    this.keepPiece(end);
    const text = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
    this.pieces = [];
    this.words = [];
    this.parentheses = 0;
    this.bodyDepth = 0;
    return { kind: 'statement', text, line: this.firstLine };
  }
}
