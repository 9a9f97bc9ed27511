/** Reads what ByteWriter writes. Reading past the end, or a length that cannot be, throws DecodeError: the bytes are not ours. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}

/** Methods of Buffer that its type does not tell of. */
interface NodeBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

/** Texts up to this many bytes are made unit by unit: a call into Node costs more. */
const SHORT_TEXT = 16;

export class ByteReader {
  readonly buffer: NodeBuffer;
  position: number;
  readonly end: number;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) as NodeBuffer;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = start;
    this.end = end;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** Checks that `count` bytes are there, and gives the position of the first. */
  private take(count: number): number {
    const at = this.position;
    if (!(count >= 0) || at + count > this.end) throw new DecodeError('the block ends too soon');
    this.position = at + count;
    return at;
  }

  skip(count: number): void {
    this.take(count);
  }

  u8(): number {
    return this.buffer[this.take(1)]!;
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  u64(): number {
    const at = this.take(8);
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 4294967296;
  }

  f64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  varint(): number {
    const { buffer, end } = this;
    let at = this.position;
    let value = 0;
    let factor = 1;
    for (;;) {
      if (at >= end) throw new DecodeError('the block ends too soon');
      const byte = buffer[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 128;
      if (factor > Number.MAX_SAFE_INTEGER) throw new DecodeError('a number is too long');
    }
    this.position = at;
    return value;
  }

  /** A varint that counts things of at least `size` bytes each, so that damage cannot ask for more memory than there are bytes. */
  count(size = 1): number {
    const value = this.varint();
    if (value * size > this.end - this.position) throw new DecodeError('a count is too large');
    return value;
  }

  text(): string {
    const length = this.varint();
    const start = this.take(length);
    const { buffer } = this;
    if (length <= SHORT_TEXT) {
      let text = '';
      for (let i = 0; i < length; i++) {
        const byte = buffer[start + i]!;
        if (byte >= 0x80) return buffer.utf8Slice(start, start + length);
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return buffer.utf8Slice(start, start + length);
  }

  /** A copy. */
  blob(): Uint8Array {
    const length = this.varint();
    return this.raw(length);
  }

  /** A copy. */
  raw(length: number): Uint8Array {
    const start = this.take(length);
    // A slice of a Buffer would be a Buffer.
    return new Uint8Array(this.buffer.subarray(start, start + length));
  }
}
