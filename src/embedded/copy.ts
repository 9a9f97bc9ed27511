/** COPY of the embedded API: data from an iterable of the program's, data for one. */
import { Buffer } from 'node:buffer';
import type { CopyOutput, ResultSink } from '../session/index.ts';
import type { Charset } from '../types/charsets/index.ts';
import { PulledInput } from './pulled-input.ts';

/**
 * What a program may give to `copyFrom`: text, or bytes in UTF-8, in the set that COPY's option ENCODING names, or of its binary
 * format; in pieces of any size.
 */
export type CopySource = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The pieces as the statement asks for them, one at a time. */
export class SourceInput extends PulledInput {
  private readonly pieces: AsyncIterator<string | Uint8Array> | Iterator<string | Uint8Array>;

  /** What the statement reads the bytes with: text becomes such. */
  charset: Charset | null = null;

  constructor(source: CopySource) {
    super();
    // A text alone is iterable too, by characters.
    const whole = typeof source === 'string' || source instanceof Uint8Array ? [source] : source;
    this.pieces = Symbol.asyncIterator in whole ? whole[Symbol.asyncIterator]() : whole[Symbol.iterator]();
  }

  /** The statement is over: a source that was not read to its end hears of it. */
  async close(): Promise<void> {
    if (!this.ended && !this.failed) await this.pieces.return?.();
  }

  protected async read(): Promise<Buffer | null> {
    const next = await this.pieces.next();
    if (next.done !== true) {
      if (typeof next.value !== 'string') return Buffer.from(next.value);
      return this.charset === null ? Buffer.from(next.value) : this.charset.encode(next.value);
    }
    this.ended = true;
    return null;
  }
}

/** Bytes that have been given and not been taken; more than this, and the statement pauses. */
const waitingBytesMax = 65_536;

/** Between the statement, which gives pieces, and the program, which takes them at its leisure. */
export class OutputPieces {
  private pieces: Uint8Array[] = [];
  private text = '';
  private bytes = 0;
  private ended = false;
  private abandoned = false;
  private failure: { readonly error: unknown } | null = null;
  private wakeTaker: (() => void) | null = null;
  private wakeGiver: (() => void) | null = null;

  readonly output: CopyOutput = {
    line: (text) => {
      if (this.abandoned) return;
      this.text += text;
      this.bytes += text.length;
    },
    data: (bytes) => {
      if (this.abandoned) return;
      this.pieces.push(bytes);
      this.bytes += bytes.length;
    },
    end: () => {},
    full: () => this.full(),
  };

  full(): boolean {
    if (this.bytes < waitingBytesMax) return false;
    this.tellTaker();
    return true;
  }
  whenReady(wake: () => void): void {
    if (this.bytes < waitingBytesMax) wake();
    else this.wakeGiver = wake;
  }

  /** Nobody takes any more: what is given is dropped, and the statement is not held up. */
  abandon(): void {
    this.abandoned = true;
    this.bytes = 0;
    const { wakeGiver } = this;
    this.wakeGiver = null;
    wakeGiver?.();
  }

  finish(failure: { readonly error: unknown } | null): void {
    this.ended = true;
    this.failure = failure;
    this.tellTaker();
  }

  /** What there is; null behind the end. Throws what the statement failed with. */
  async take(): Promise<Buffer | null> {
    while (this.bytes < waitingBytesMax && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wakeTaker = resolve;
      });
    }
    if (this.failure !== null) throw this.failure.error;
    if (this.bytes === 0) return null;
    const piece = this.text === '' ? Buffer.concat(this.pieces) : Buffer.from(this.text);
    this.pieces = [];
    this.text = '';
    this.bytes = 0;
    const { wakeGiver } = this;
    this.wakeGiver = null;
    wakeGiver?.();
    return piece;
  }

  private tellTaker(): void {
    const { wakeTaker } = this;
    this.wakeTaker = null;
    wakeTaker?.();
  }
}

/** The sink of a statement that copies; `rows` of its tag end up in `done`. */
export function copySink(streams: Pick<ResultSink, 'copyIn' | 'copyOut'>, done: (rows: number) => void): ResultSink {
  return { columns: () => () => {}, complete: (_tag, rows) => done(rows ?? 0), empty: () => {}, ...streams };
}
