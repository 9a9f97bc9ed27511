/**
 * A buffer that grows while it is written: little-endian numbers, variable-length integers (seven bits a byte, low first), UTF-8
 * texts behind their length.
 */
const FIRST_SIZE = 256;
/** Texts up to this many UTF-16 units are copied unit by unit: a call into Node costs more. */
const SHORT_TEXT = 24;

export class ByteWriter {
  buffer: Buffer;
  length: number;
  private view: DataView;

  constructor(size = FIRST_SIZE) {
    this.buffer = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.buffer.buffer, 0, size);
    this.length = 0;
  }

  /** What was written, without a copy: good until the next write. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
    this.view = new DataView(grown.buffer, 0, grown.length);
  }

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** A non-negative safe integer in eight bytes. */
  u64(value: number): void {
    this.reserve(8);
    this.view.setUint32(this.length, value >>> 0, true);
    this.view.setUint32(this.length + 4, Math.floor(value / 4294967296), true);
    this.length += 8;
  }

  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A non-negative safe integer. */
  varint(value: number): void {
    this.reserve(8);
    const { buffer } = this;
    let at = this.length;
    let rest = value;
    while (rest >= 0x80) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      // Doubles keep 53 bits; shifts keep 32.
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 128);
    }
    buffer[at++] = rest;
    this.length = at;
  }

  text(value: string): void {
    const units = value.length;
    if (units <= SHORT_TEXT && this.ascii(value, units)) return;
    this.reserve(units * 3 + 8);
    // The length goes first, and is known only afterwards; most texts leave a gap of no byte.
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.buffer.write(value, this.length, size, 'utf8');
    this.length += size;
  }

  private ascii(value: string, units: number): boolean {
    this.reserve(units + 1);
    const { buffer } = this;
    const start = this.length + 1;
    for (let i = 0; i < units; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) return false;
      buffer[start + i] = unit;
    }
    buffer[this.length] = units;
    this.length = start + units;
    return true;
  }

  /** Behind their length. */
  blob(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Overwrites four bytes written before. */
  patchU32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }
}
