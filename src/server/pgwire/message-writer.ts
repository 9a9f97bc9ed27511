/**
 * Messages to the client, gathered in one growing buffer and written once per turn ("Message Formats"). The writer knows the
 * bytes of messages and nothing of their order.
 */
import type { OutputColumn } from '../../catalog/index.ts';
import { SqlError } from '../../errors/index.ts';
import type { Notice } from '../../session/index.ts';
import type { Charset } from '../../types/charsets/index.ts';
import { typeByOid } from '../../types/registry.ts';

const initialBytes = 16_384;
const grownBytesMax = 131_072;

export class MessageWriter {
  private buffer = Buffer.allocUnsafe(initialBytes);
  private position = 0;
  /** What the last long output needed: the next one grows to that at once. */
  private grownBytes = 0;
  private start = 0;
  /** Where the message that has not ended begins, or -1. A value that cannot be written leaves one, which must not be sent. */
  private unfinished = -1;

  /** What text for the client is converted with; null: it is to be in UTF-8. */
  private clientCharset: Charset | null = null;
  /** How the values of the rows being sent are written was decided by the character set: called when that is another. */
  onCharset: (() => void) | null = null;

  get charset(): Charset | null {
    return this.clientCharset;
  }
  useCharset(charset: Charset | null): void {
    if (charset === this.clientCharset) return;
    this.clientCharset = charset;
    this.onCharset?.();
  }

  get length(): number {
    return this.position;
  }

  /** Takes back the message that has not ended. */
  private dropUnfinished(): void {
    if (this.unfinished >= 0) this.position = this.unfinished;
    this.unfinished = -1;
  }

  /** What has been gathered, in the writer's own buffer: `sent` follows. */
  gathered(): Buffer {
    this.dropUnfinished();
    return this.buffer.subarray(0, this.position);
  }
  /** What was gathered has been sent; `copied`: nobody looks at its bytes any more, so that they can be written over. */
  sent(copied: boolean): void {
    const { buffer, position } = this;
    this.position = 0;
    if (copied && (buffer.length === initialBytes || position > initialBytes)) return;
    // A long output's buffer is not kept for short ones.
    this.buffer = Buffer.allocUnsafe(initialBytes);
    this.grownBytes = position > initialBytes ? Math.min(buffer.length, grownBytesMax) : 0;
  }

  /** What has been gathered is not true any more. */
  discard(): void {
    this.position = 0;
    this.unfinished = -1;
  }

  /** Takes back what came after the first `length` bytes. */
  takeBack(length: number): void {
    this.unfinished = -1;
    this.position = length;
  }

  /** Takes back the rows at the end, behind all other messages. */
  dropRows(): void {
    // Its length is not there yet.
    this.dropUnfinished();
    let end = 0;
    for (let at = 0; at < this.position; ) {
      const next = at + 1 + this.buffer.readInt32BE(at + 1);
      if (this.buffer[at] !== 68) end = next;
      at = next;
    }
    this.position = end;
  }

  private room(count: number): void {
    if (this.position + count <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.position + count, this.grownBytes));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }
  begin(type: string): this {
    this.dropUnfinished();
    this.room(5);
    this.unfinished = this.position;
    this.buffer[this.position] = type.charCodeAt(0);
    this.start = this.position + 1;
    this.position += 5;
    return this;
  }
  end(): void {
    this.unfinished = -1;
    this.buffer.writeInt32BE(this.position - this.start, this.start);
  }
  byte(value: number): this {
    this.room(1);
    this.buffer[this.position++] = value;
    return this;
  }
  int16(value: number): this {
    this.room(2);
    this.position = this.buffer.writeInt16BE(value, this.position);
    return this;
  }
  int32(value: number): this {
    this.room(4);
    this.position = this.buffer.writeInt32BE(value, this.position);
    return this;
  }
  cstring(value: string): this {
    this.text(value);
    return this.byte(0);
  }
  bytes(value: Uint8Array): this {
    this.room(value.length);
    this.buffer.set(value, this.position);
    this.position += value.length;
    return this;
  }
  private text(value: string): void {
    if (this.clientCharset === null) this.utf8(value);
    else this.bytes(this.clientCharset.encode(value));
  }
  private utf8(value: string): void {
    this.room(value.length * 3);
    this.position += this.buffer.write(value, this.position);
  }
  /** A column value: its length, then its text in UTF-8. */
  textValue(value: string): void {
    const { length } = value;
    if (length < 24) {
      this.room(4 + length * 3);
      const { buffer } = this;
      const at = this.position + 4;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        buffer[at + i] = code;
      }
      if (i === length) {
        buffer.writeInt32BE(length, this.position);
        this.position = at + length;
        return;
      }
    }
    this.room(4 + length * 3);
    const written = this.buffer.write(value, this.position + 4);
    this.buffer.writeInt32BE(written, this.position);
    this.position += 4 + written;
  }
  /** The same in the client's character set, which is another. */
  convertedValue(value: string): void {
    this.binaryValue(this.clientCharset!.encode(value));
  }
  nullValue(): void {
    this.int32(-1);
  }
  binaryValue(value: Uint8Array): void {
    this.int32(value.length).bytes(value);
  }

  // Messages.

  empty(type: string): void {
    this.onCharset = null;
    this.begin(type).end();
  }
  authentication(code: number, data: Uint8Array | null = null): void {
    this.begin('R').int32(code);
    if (data !== null) this.bytes(data);
    this.end();
  }
  parameterStatus(name: string, value: string): void {
    this.begin('S').cstring(name).cstring(value).end();
  }
  backendKeyData(processId: number, secret: number): void {
    this.begin('K').int32(processId).int32(secret).end();
  }
  readyForQuery(status: 'idle' | 'transaction' | 'failed'): void {
    this.begin('Z')
      .byte(status === 'idle' ? 73 : status === 'transaction' ? 84 : 69)
      .end();
  }
  /** In UTF-8: COPY converts what is to be in another character set. */
  copyData(text: string): void {
    this.begin('d');
    this.utf8(text);
    this.end();
  }
  copyBytes(bytes: Uint8Array): void {
    this.begin('d').bytes(bytes).end();
  }
  commandComplete(tag: string): void {
    this.onCharset = null;
    this.begin('C').cstring(tag).end();
  }
  rowDescription(columns: readonly OutputColumn[], format: (column: number) => number): void {
    this.begin('T').int16(columns.length);
    for (const [i, { name, type, typmod, origin }] of columns.entries()) {
      this.cstring(name);
      if (origin === undefined) this.int32(0).int16(0);
      else this.int32(origin.table).int16(origin.column);
      this.int32(type);
      this.int16(typeByOid(type)?.length ?? -1)
        .int32(typmod)
        .int16(format(i));
    }
    this.end();
  }
  parameterDescription(types: readonly number[]): void {
    this.begin('t').int16(types.length);
    for (const type of types) this.int32(type);
    this.end();
  }

  error(error: SqlError): void {
    this.onCharset = null;
    try {
      this.fields('E', error.severity, error.code, error.message, error);
    } catch (failure) {
      // Its text has a character that the client's set does not have. The client hears of that, as from PostgreSQL.
      if (!(failure instanceof SqlError)) throw failure;
      this.fields('E', error.severity, failure.code, failure.message, failure);
    }
  }
  notification(processId: number, channel: string, payload: string): void {
    this.begin('A').int32(processId).cstring(channel).cstring(payload).end();
  }
  notice(notice: Notice): void {
    this.fields('N', notice.severity, notice.code, notice.message, notice.fields ?? {});
  }
  private fields(
    type: 'E' | 'N',
    severity: string,
    code: string,
    message: string,
    fields: Partial<Pick<SqlError, (typeof fieldCodes)[number][1]>>,
  ): void {
    this.begin(type);
    this.field('S', severity);
    this.field('V', severity);
    this.field('C', code);
    this.field('M', message);
    for (const [letter, name] of fieldCodes) {
      const value = fields[name];
      if (value !== undefined) this.field(letter, value);
    }
    this.byte(0).end();
  }
  private field(letter: string, value: string): void {
    this.byte(letter.charCodeAt(0)).cstring(value.replaceAll('\u0000', ''));
  }
}

/** "Error and Notice Message Fields" */
const fieldCodes = [
  ['D', 'detail'],
  ['H', 'hint'],
  ['W', 'where'],
  ['s', 'schema'],
  ['t', 'table'],
  ['c', 'column'],
  ['d', 'dataType'],
  ['n', 'constraint'],
  ['P', 'position'],
  ['R', 'routine'],
] as const;
