/**
 * A text of unknown length as lines of bytes. Only what has not been taken is held: a chunk, and a line that goes on past it. The
 * data of COPY is taken in blocks of whole lines, up to the line `\.` that ends it.
 */
export type TextSource = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

const newline = 10;
const backslash = 92;
const dot = 46;
const carriageReturn = 13;
const endMarker = Buffer.from('\n\\.');

export interface CopyBlock {
  /** Whole lines. */
  readonly data: Buffer;
  /** `marker`: the line `\.` came behind them; `text`: the text ended without it. */
  readonly ended: 'no' | 'marker' | 'text';
}

export class ByteLines {
  /** Lines taken. */
  line = 0;
  /** Bytes read from the source. */
  bytesRead = 0;
  /** The source gives text: its bytes were made here, and are UTF-8 whatever the text says of itself. */
  isText = false;
  private readonly chunks: AsyncIterator<string | Uint8Array> | Iterator<string | Uint8Array>;
  private rest: Buffer = Buffer.alloc(0);
  private at = 0;
  /** The source has no more. */
  private ended = false;

  constructor(source: TextSource) {
    this.chunks =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : (source as Iterable<string>)[Symbol.iterator]();
  }

  /** The next line with its newline, which only the last may lack; null at the end. */
  async next(): Promise<Buffer | null> {
    let end = this.rest.indexOf(newline, this.at) + 1;
    if (end === 0) {
      await this.fill();
      end = this.rest.indexOf(newline, this.at) + 1 || this.rest.length;
      if (end === this.at) return null;
    }
    const line = this.rest.subarray(this.at, end);
    this.at = end;
    this.line++;
    return line;
  }

  /** Data of COPY from here on, as far as it is at hand. */
  async nextCopyBlock(): Promise<CopyBlock> {
    if (this.rest.lastIndexOf(newline) < this.at) await this.fill();
    const { rest, at } = this;
    // The marker may be the first line, or follow one.
    for (let start = at; start >= 0; start = lineWithDot(rest, start)) {
      if (!this.isMarker(start)) continue;
      this.at = rest.indexOf(newline, start) + 1 || rest.length;
      return this.block(rest.subarray(at, start), 'marker');
    }
    const end = rest.lastIndexOf(newline) + 1;
    if (end > at) {
      this.at = end;
      return this.block(rest.subarray(at, end), 'no');
    }
    this.at = rest.length;
    return this.block(rest.subarray(at), 'text');
  }

  /** `\.` alone on a line of whichever ending; what may go on in the next chunk is not taken for one. */
  private isMarker(start: number): boolean {
    const { rest } = this;
    if (rest[start] !== backslash || rest[start + 1] !== dot) return false;
    const after = rest[start + 2];
    if (after === newline) return true;
    if (after === carriageReturn) return rest[start + 3] === newline;
    return after === undefined && this.ended;
  }

  private block(data: Buffer, ended: CopyBlock['ended']): CopyBlock {
    for (let i = data.indexOf(newline); i >= 0; i = data.indexOf(newline, i + 1)) this.line++;
    if (ended === 'marker') this.line++;
    return { data, ended };
  }

  /** Reads on until there is a newline behind `at`, or the text ends. */
  private async fill(): Promise<void> {
    const pieces = [this.rest.subarray(this.at)];
    for (;;) {
      const { value, done } = await this.chunks.next();
      if (done === true) {
        this.ended = true;
        break;
      }
      if (typeof value === 'string') this.isText = true;
      const piece =
        typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.length);
      this.bytesRead += piece.length;
      pieces.push(piece);
      if (piece.includes(newline)) break;
    }
    this.rest = Buffer.concat(pieces);
    this.at = 0;
  }
}

/** The next line behind `from` that begins with `\.`, or -1. */
function lineWithDot(bytes: Buffer, from: number): number {
  const found = bytes.indexOf(endMarker, from);
  return found < 0 ? -1 : found + 1;
}
