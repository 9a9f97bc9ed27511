/**
 * COPY's binary file ("COPY → Binary Format") cut into rows: the signature, flags and the length of an extension, then rows, each the
 * number of its fields and every field behind its length (-1: null), then the number -1. Rows may be cut anywhere by the pieces
 * that the client sends.
 */
import { sqlError } from '../../errors/index.ts';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const criticalFlags = 0xffff0000;
const oidsFlag = 0x00010000;

export class BinaryReader {
  private readonly columnCount: number;
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private readonly fresh: Buffer[] = [];
  headerRead = false;
  /** The trailer has come, or what stands for it. */
  private ended = false;
  /** The number of the field that was being read when an error was raised, or -1. */
  field = -1;
  /** Bytes that the row now read lacks: until they are here, there is no use in joining pieces. */
  private missing = 1;

  constructor(columnCount: number) {
    this.columnCount = columnCount;
  }

  push(piece: Buffer): void {
    this.fresh.push(piece);
    this.missing -= piece.length;
  }

  /** The fields of the next row; null when it is not complete yet, 'end' behind the last. `last`: no more bytes come. */
  next(last: boolean): (Buffer | null)[] | 'end' | null {
    if (this.missing > 0 && !last) return null;
    this.join();
    if (!this.headerRead && !this.header(last)) return null;
    if (this.ended) return this.behindTrailer(last);
    const start = this.at;
    if (!this.has(2, last)) {
      if (!last) return null;
      // PostgreSQL takes the end of the data for the trailer.
      return 'end';
    }
    const count = this.bytes.readInt16BE(this.at);
    this.at += 2;
    if (count === -1) {
      this.ended = true;
      return this.behindTrailer(last);
    }
    if (count !== this.columnCount) {
      throw bad(`row field count is ${count}, expected ${this.columnCount}`);
    }
    const fields: (Buffer | null)[] = [];
    for (let i = 0; i < count; i++) {
      this.field = i;
      if (!this.whole(4, last)) return this.again(start);
      const size = this.bytes.readInt32BE(this.at);
      this.at += 4;
      if (size === -1) {
        fields.push(null);
        continue;
      }
      if (size < 0) throw bad('invalid field size');
      if (!this.whole(size, last)) return this.again(start);
      fields.push(this.bytes.subarray(this.at, this.at + size));
      this.at += size;
    }
    this.field = -1;
    return fields;
  }

  private join(): void {
    if (this.fresh.length === 0) return;
    const rest = this.bytes.subarray(this.at);
    this.bytes = rest.length === 0 && this.fresh.length === 1 ? this.fresh[0]! : Buffer.concat([rest, ...this.fresh]);
    this.at = 0;
    this.fresh.length = 0;
  }

  private has(size: number, last: boolean): boolean {
    const lack = this.at + size - this.bytes.length;
    if (lack <= 0) return true;
    if (!last) this.missing = lack;
    return false;
  }

  private whole(size: number, last: boolean): boolean {
    if (this.has(size, last)) return true;
    if (last) throw bad('unexpected EOF in COPY data');
    return false;
  }

  /** The row is read from its start when more has come. */
  private again(start: number): null {
    this.at = start;
    this.field = -1;
    return null;
  }

  private behindTrailer(last: boolean): 'end' | null {
    if (this.at < this.bytes.length) throw bad('received copy data after EOF marker');
    this.missing = 1;
    return last ? 'end' : null;
  }

  private header(last: boolean): boolean {
    const { bytes } = this;
    const seen = Math.min(bytes.length, signature.length);
    const wrong = !bytes.subarray(0, seen).equals(signature.subarray(0, seen));
    if (wrong || (last && seen < signature.length)) throw bad('COPY file signature not recognized');
    if (!this.headerPart(15, 'missing flags', last)) return false;
    const flags = bytes.readInt32BE(11);
    if ((flags & oidsFlag) !== 0) throw bad('invalid COPY file header (WITH OIDS)');
    if ((flags & criticalFlags) !== 0) throw bad('unrecognized critical flags in COPY file header');
    if (!this.headerPart(19, 'missing length', last)) return false;
    const extension = bytes.readInt32BE(15);
    if (extension < 0) throw bad('invalid COPY file header (missing length)');
    if (!this.headerPart(19 + extension, 'wrong length', last)) return false;
    this.at = 19 + extension;
    this.headerRead = true;
    return true;
  }

  private headerPart(size: number, lack: string, last: boolean): boolean {
    if (this.bytes.length >= size) return true;
    if (last) throw bad(`invalid COPY file header (${lack})`);
    this.missing = size - this.bytes.length;
    return false;
  }
}

function bad(message: string): Error {
  return sqlError('bad_copy_file_format', message);
}
