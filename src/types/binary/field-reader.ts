/** Reads fields of a message, or of a value within one; 08P01 where it is too short. */
import { SqlError } from '../../errors/index.ts';
import { type Charset, textDecoder } from '../charsets/index.ts';
import { badBinary, insufficientData } from './fixed-formats.ts';

export class FieldReader {
  private readonly data: Buffer;
  private position = 0;

  /** What texts are decoded with; null: they are UTF-8. */
  readonly charset: Charset | null;

  constructor(data: Buffer, charset: Charset | null = null) {
    this.data = data;
    this.charset = charset;
  }
  private need(count: number): void {
    if (count < 0 || this.position + count > this.data.length) throw insufficientData();
  }
  byte(): number {
    this.need(1);
    return this.data[this.position++]!;
  }
  int16(): number {
    this.need(2);
    const value = this.data.readInt16BE(this.position);
    this.position += 2;
    return value;
  }
  /** A count of items that take at least `bytes` each; a count that cannot be true is refused before it is used. */
  count(bytes: number): number {
    const value = this.int16() & 0xffff;
    this.need(value * bytes);
    return value;
  }
  int32(): number {
    this.need(4);
    const value = this.data.readInt32BE(this.position);
    this.position += 4;
    return value;
  }
  cstring(): string {
    return this.decode(this.cstringBytes());
  }
  /** Of text in the client's character set. */
  get decode(): (bytes: Buffer) => string {
    return textDecoder(this.charset);
  }
  /** Without its terminator. */
  cstringBytes(): Buffer {
    const end = this.data.indexOf(0, this.position);
    if (end < 0) throw new SqlError('08P01', 'invalid string in message');
    const bytes = this.data.subarray(this.position, end);
    this.position = end + 1;
    return bytes;
  }
  bytes(count: number): Buffer {
    this.need(count);
    const value = this.data.subarray(this.position, this.position + count);
    this.position += count;
    return value;
  }
  /** A value behind its length; null where that is -1. */
  sized(): Buffer | null {
    const length = this.int32();
    return length === -1 ? null : this.bytes(length);
  }
  rest(): Buffer {
    return this.bytes(this.left);
  }
  get left(): number {
    return this.data.length - this.position;
  }
  end(error: () => SqlError = badBinary): void {
    if (this.left > 0) throw error();
  }
}
