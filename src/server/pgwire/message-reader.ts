/**
 * Cuts the byte stream of a client into messages ("Message Formats"). Bytes are kept until a message is complete; nothing is
 * allocated on the word of a length field alone.
 */
import { SqlError } from '../../errors/index.ts';

/** A start-up packet, or a typed message; `payload` is a part of what was pushed. */
export interface Message {
  /** 0 for start-up packets. */
  readonly type: number;
  readonly payload: Buffer;
}

/** A length that cannot be: where messages begin is not known any more. As from PostgreSQL, the client hears nothing of it. */
export class BrokenStream extends Error {}

/** With the length itself. */
const startupBytesMax = 10_004;
/** Before authentication only short messages make sense. */
const authenticationBytesMax = 65_536;
/** As PostgreSQL has it, where nothing else is said. */
const messageBytesMax = 1024 * 1024 * 1024 - 2;
/** Of messages that hold names and numbers only. */
const shortMessageBytesMax = 10_000;
/** Query, Parse, Bind, FunctionCall, CopyData. */
const longTypes = new Set([...'QPBFd'].map((letter) => letter.charCodeAt(0)));

export class MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private offset = 0;
  /** No type byte precedes the next message. */
  startup = true;
  private max = authenticationBytesMax;
  private isAuthenticated = false;

  /** Longer messages make sense from now on. */
  authenticated(bytesMax = messageBytesMax): void {
    this.max = bytesMax;
    this.isAuthenticated = true;
  }

  get isEmpty(): boolean {
    return this.size === this.offset;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The type of the message that has begun; -1: none has. */
  peekType(): number {
    return this.size > this.offset ? this.chunks[0]![this.offset]! : -1;
  }

  /** The next complete message, or null. */
  next(): Message | null {
    const head = this.startup ? 4 : 5;
    if (this.size - this.offset < head) return null;
    if (this.chunks[0]!.length - this.offset < head) this.join();
    let first = this.chunks[0]!;
    const length = first.readInt32BE(this.offset + head - 4);
    const type = this.startup ? 0 : first[this.offset]!;
    if (length < (this.startup ? 8 : 4) || length > this.bytesMax(type)) throw this.badLength();
    const total = head - 4 + length;
    if (this.size - this.offset < total) return null;
    if (first.length - this.offset < total) {
      this.join();
      first = this.chunks[0]!;
    }
    const payload = first.subarray(this.offset + head, this.offset + total);
    this.offset += total;
    if (this.offset >= first.length) {
      this.chunks.shift();
      this.size -= first.length;
      this.offset = 0;
    }
    return { type, payload };
  }

  private badLength(): Error {
    if (this.isAuthenticated || this.startup) return new BrokenStream();
    return new SqlError('08P01', 'invalid message length', {}, 'FATAL');
  }

  private bytesMax(type: number): number {
    if (this.startup) return startupBytesMax;
    if (!this.isAuthenticated || longTypes.has(type)) return this.max;
    return Math.min(this.max, shortMessageBytesMax);
  }

  /** What is left, without what has been read, in one piece. */
  private join(): void {
    const joined = Buffer.concat([this.chunks[0]!.subarray(this.offset), ...this.chunks.slice(1)]);
    this.chunks = [joined];
    this.size = joined.length;
    this.offset = 0;
  }
}
