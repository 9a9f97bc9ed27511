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
  /** Those before `head` have been read; of the next one, the bytes before `offset`. */
  private chunks: Buffer[] = [];
  private head = 0;
  private offset = 0;
  /** Bytes that have not been read. */
  private size = 0;
  /** The first bytes of a message that begins at the end of a chunk. */
  private readonly prefix = Buffer.alloc(5);
  /** No type byte precedes the next message. */
  startup = true;
  private max = authenticationBytesMax;

  /** Longer messages make sense from now on. */
  authenticated(bytesMax = messageBytesMax): void {
    this.max = bytesMax;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The next complete message, or null. Throws 08P01 for a length that cannot be. */
  next(): Message | null {
    const head = this.startup ? 4 : 5;
    if (this.size < head) return null;
    const first = this.chunks[this.head]!;
    const whole = first.length - this.offset >= head;
    const length = whole ? first.readInt32BE(this.offset + head - 4) : this.peek(head).readInt32BE(head - 4);
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
    if (this.size < total) return null;
    const bytes = first.length - this.offset >= total ? this.cut(first, total) : this.gather(total);
    return { type: this.startup ? 0 : bytes[0]!, payload: bytes.subarray(head) };
  }

  private peek(count: number): Buffer {
    let at = this.offset;
    for (let i = 0, chunk = this.head; i < count; i++) {
      while (at >= this.chunks[chunk]!.length) {
        chunk++;
        at = 0;
      }
      this.prefix[i] = this.chunks[chunk]![at++]!;
    }
    return this.prefix;
  }

  /** A part of the first chunk, which has it whole. */
  private cut(first: Buffer, count: number): Buffer {
    const bytes = first.subarray(this.offset, this.offset + count);
    this.offset += count;
    this.size -= count;
    if (this.offset === first.length) this.leaveChunk();
    return bytes;
  }

  /** A message out of several chunks: each byte is copied once. */
  private gather(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    for (let filled = 0; filled < count; ) {
      const chunk = this.chunks[this.head]!;
      const part = Math.min(chunk.length - this.offset, count - filled);
      chunk.copy(bytes, filled, this.offset, this.offset + part);
      filled += part;
      this.offset += part;
      if (this.offset === chunk.length) this.leaveChunk();
    }
    this.size -= count;
    return bytes;
  }

  private leaveChunk(): void {
    this.offset = 0;
    this.head++;
    if (this.head === this.chunks.length) {
      this.chunks.length = 0;
      this.head = 0;
    } else if (this.head === 64) {
      this.chunks.splice(0, this.head);
      this.head = 0;
    }
  }
}
