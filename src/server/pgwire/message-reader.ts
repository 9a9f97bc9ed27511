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

const startupBytesMax = 10_000;
/** Before authentication only short messages make sense. */
const authenticationBytesMax = 65_536;
/** As PostgreSQL has it, where nothing else is said. */
const messageBytesMax = 1024 * 1024 * 1024 - 1;

export class MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private offset = 0;
  /** No type byte precedes the next message. */
  startup = true;
  private max = authenticationBytesMax;

  /** Longer messages make sense from now on. */
  authenticated(bytesMax = messageBytesMax): void {
    this.max = bytesMax;
  }

  get isEmpty(): boolean {
    return this.size === this.offset;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The next complete message, or null. Throws 08P01 for a length that cannot be. */
  next(): Message | null {
    const head = this.startup ? 4 : 5;
    if (this.size - this.offset < head) return null;
    if (this.chunks[0]!.length - this.offset < head) this.join();
    let first = this.chunks[0]!;
    const length = first.readInt32BE(this.offset + head - 4);
    const max = this.startup ? startupBytesMax : this.max;
    if (length < (this.startup ? 8 : 4) || length > max) {
      throw new SqlError(
        '08P01',
        this.startup ? 'invalid length of startup packet' : 'invalid message length',
        {},
        'FATAL',
      );
    }
    const total = head - 4 + length;
    if (this.size - this.offset < total) return null;
    if (first.length - this.offset < total) {
      this.join();
      first = this.chunks[0]!;
    }
    const type = this.startup ? 0 : first[this.offset]!;
    const payload = first.subarray(this.offset + head, this.offset + total);
    this.offset += total;
    if (this.offset >= first.length) {
      this.chunks.shift();
      this.size -= first.length;
      this.offset = 0;
    }
    return { type, payload };
  }

  private join(): void {
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
  }
}
