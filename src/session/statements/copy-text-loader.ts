/** COPY FROM in the text and CSV formats: bytes to lines, lines to fields, fields to values. */
import { isAscii, isUtf8 } from 'node:buffer';
import { SqlError, sqlError } from '../../errors/index.ts';
import { invalidText } from '../../types/invalid-text.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum, TypeDef } from '../../types/type-def.ts';
import { csvFields, RecordReader, textFields } from '../copy/index.ts';
import { Loader, type LoadTarget } from './copy-loader.ts';
import { forced } from './copy-target.ts';
import { FieldMemo } from './field-memo.ts';

/** Besides what is in it. */
const bytesOfBuffer = 100;

export class TextLoader extends Loader {
  private readonly reader: RecordReader;
  private readonly types: readonly TypeDef[];
  private readonly forceNotNull: readonly boolean[];
  private readonly forceNull: readonly boolean[];
  private readonly memos: readonly FieldMemo[];
  /** Bytes of a line that is not complete. */
  private tail: Buffer[] = [];
  private tailBytes = 0;
  private headerLeft: boolean;
  private readonly decode: (bytes: Buffer) => string;
  /** Of the bytes behind those that the reader has been given: raised when it has no more. */
  private undecodable: SqlError | null = null;
  /** For the context of errors: the line, the record, and the field being read. */
  private line = 1;
  private record: string | null = null;
  /** Where the record begins in the reader's text, when it is read where it stands; or -1. */
  private plainStart = -1;
  private value: string | null = null;

  constructor(target: LoadTarget) {
    super(target);
    const { table, columns, options, charset } = target;
    this.decode = charset === null ? decoded : (bytes) => charset.decode(bytes);
    this.reader = new RecordReader(options);
    this.types = columns.map(({ type }) => valueType(type));
    this.forceNotNull = forced('FORCE_NOT_NULL', options.forceNotNull, columns, table);
    this.forceNull = forced('FORCE_NULL', options.forceNull, columns, table);
    this.headerLeft = options.header;
    this.memos = columns.map(() => new FieldMemo());
  }

  /** Gives the reader the text that is complete: no character is cut, as lines end in a byte of their own. */
  protected accept(piece: Buffer | 'end'): void {
    this.record = null;
    this.plainStart = -1;
    this.line = this.reader.line + 1;
    if (piece === 'end') {
      this.push(Buffer.concat(this.tail));
      this.dropTail();
      return;
    }
    const end = piece.lastIndexOf(10) + 1;
    if (end === 0) {
      this.keepTail(piece);
      return;
    }
    let start = 0;
    if (this.tail.length > 0) {
      // Only the line that was cut is put together.
      start = piece.indexOf(10) + 1;
      this.push(Buffer.concat([...this.tail, piece.subarray(0, start)]));
    }
    if (start < end) this.push(piece.subarray(start, end));
    this.dropTail();
    if (end < piece.length) this.keepTail(piece.subarray(end));
  }

  /** What has no end yet is the statement's, however long it becomes. */
  private keepTail(piece: Buffer): void {
    const bytes = piece.length + bytesOfBuffer;
    this.execution.memory.reserve(bytes);
    this.tailBytes += bytes;
    this.tail.push(piece);
  }
  private dropTail(): void {
    this.execution.memory.reserve(-this.tailBytes);
    this.tailBytes = 0;
    this.tail = [];
  }

  /** Whole lines. Those before one that cannot be decoded are read first. */
  private push(lines: Buffer): void {
    if (this.undecodable !== null) return;
    try {
      this.reader.push(this.decode(lines));
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.undecodable = error;
      this.reader.push(this.decodable(lines));
    }
  }
  /** The lines before the one that cannot be decoded. */
  private decodable(lines: Buffer): string {
    let text = '';
    for (let start = 0; start < lines.length; ) {
      const newline = lines.indexOf(10, start);
      const end = newline < 0 ? lines.length : newline + 1;
      try {
        text += this.decode(lines.subarray(start, end));
      } catch (error) {
        if (error instanceof SqlError) break;
        throw error;
      }
      start = end;
    }
    return text;
  }

  protected next(last: boolean): readonly Datum[] | 'nothing' | 'end' | null {
    const { reader } = this;
    const { columns, options } = this.target;
    this.record = null;
    this.plainStart = -1;
    this.line = reader.line + 1;
    let record: string | null;
    const start = columns.length === 0 || this.headerLeft ? -1 : reader.nextPlain();
    if (start >= 0) {
      const row = this.plainRow(start);
      if (row !== null) return row;
      record = reader.text.slice(start, reader.plainEnd);
    } else record = reader.next(last && this.undecodable === null);
    if (record === null) {
      if (this.undecodable !== null) {
        this.line = reader.lineInSight;
        throw this.undecodable;
      }
      if (last && this.headerLeft && this.target.options.match) this.missingHeader();
      return null;
    }
    this.line = reader.line;
    if (options.csv ? record === '\\.' : record.includes('\\.') && endMarker(record)) return 'end';
    this.record = record;
    if (this.headerLeft) {
      this.headerLeft = false;
      if (options.match) this.checkHeader(this.fieldsOf(record));
      return 'nothing';
    }
    if (columns.length === 0) {
      if (record !== '') throw sqlError('bad_copy_file_format', 'extra data after last expected column');
      return [];
    }
    const fields = this.fieldsOf(record);
    if (fields.length > columns.length) {
      throw sqlError('bad_copy_file_format', 'extra data after last expected column');
    }
    const row: Datum[] = new Array(columns.length);
    for (let i = 0; i < columns.length; i++) {
      if (i >= fields.length) {
        throw sqlError('bad_copy_file_format', `missing data for column "${columns[i]!.name}"`);
      }
      row[i] = this.datum(i, fields[i]!);
    }
    return row;
  }

  /** The row of a line without escapes, read where it stands; null when it has more or fewer fields than there are columns. */
  private plainRow(start: number): readonly Datum[] | null {
    const { text, plainEnd, line } = this.reader;
    const { delimiter, nullText } = this.target.options;
    this.line = line;
    this.plainStart = start;
    const last = this.types.length - 1;
    const row: Datum[] = new Array(last + 1);
    let at = start;
    for (let i = 0; i <= last; i++) {
      const memo = this.memos[i]!;
      const known = memo.lengthAt(text, at);
      if (known >= 0 && (i === last ? at + known === plainEnd : text[at + known] === delimiter)) {
        row[i] = memo.hit();
        at += known + 1;
        continue;
      }
      const end = i === last ? plainEnd : text.indexOf(delimiter, at);
      if (end < 0 || end > plainEnd) return this.notPlain();
      const field = text.slice(at, end);
      if (i === last && field.includes(delimiter)) return this.notPlain();
      const datum = field === nullText ? null : this.datum(i, field);
      memo.keep(field, datum);
      row[i] = datum;
      at = end + 1;
    }
    return row;
  }
  private notPlain(): null {
    this.plainStart = -1;
    return null;
  }

  private fieldsOf(record: string): (string | null)[] {
    const { options } = this.target;
    return options.csv ? csvFields(record, options, this.forceNotNull, this.forceNull) : textFields(record, options);
  }

  private datum(i: number, field: string | null): Datum {
    if (field === null) return null;
    this.column = i;
    this.value = field;
    const datum = this.types[i]!.input(field, this.target.columns[i]!.typmod, this.target.session.context);
    this.column = -1;
    return datum;
  }

  /** Without any line, the header is taken for an empty one. */
  private missingHeader(): void {
    this.headerLeft = false;
    this.record = '';
    this.checkHeader(this.fieldsOf(''));
  }

  private checkHeader(fields: readonly (string | null)[]): void {
    const { columns, options } = this.target;
    if (fields.length !== columns.length) {
      throw sqlError(
        'bad_copy_file_format',
        `wrong number of fields in header line: got ${fields.length}, expected ${columns.length}`,
      );
    }
    for (const [i, { name }] of columns.entries()) {
      const field = fields[i]!;
      if (field === name) continue;
      const got = field === null ? `null value ("${options.nullText}")` : `"${field}"`;
      throw sqlError(
        'bad_copy_file_format',
        `column name mismatch in header line field ${i + 1}: got ${got}, expected "${name}"`,
      );
    }
  }

  /** Keys are checked when a row has left its record behind, so their errors give its line only. */
  protected place(error: SqlError): string {
    const { column, line, reader } = this;
    const record = this.plainStart < 0 ? this.record : reader.text.slice(this.plainStart, reader.plainEnd);
    if (column >= 0) return `, line ${line}, column ${this.target.columns[column]!.name}: "${shortened(this.value!)}"`;
    return record !== null && error.code !== '23505' ? `, line ${line}: "${shortened(record)}"` : `, line ${line}`;
  }
}

function decoded(bytes: Buffer): string {
  let text: string;
  if (isAscii(bytes)) text = bytes.toString('latin1');
  else if (isUtf8(bytes)) text = bytes.toString('utf8');
  else throw invalidText(bytes);
  if (text.includes('\u0000')) throw invalidText(Buffer.from([0]));
  return text;
}

/** `\.` alone ends the data; with anything else on its line it is an error. An escaped backslash before a dot is none. */
function endMarker(record: string): boolean {
  if (record === '\\.') return true;
  for (let i = 0; i < record.length; i++) {
    if (record[i] !== '\\') continue;
    if (record[i + 1] === '.') throw sqlError('bad_copy_file_format', 'end-of-copy marker corrupt');
    i++;
  }
  return false;
}

/** Contexts show a hundred bytes of the data. */
function shortened(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= 100) return text;
  let end = 100;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString('utf8', 0, end)}...`;
}
