/** Writes what statements give as RowDescription, DataRow and CommandComplete. */
import type { OutputColumn } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { CopyInput, CopyOutput, ResultSink, RowReceiver, Session } from '../../session/index.ts';
import { binaryEncoder } from '../../types/binary/binary-format.ts';
import type { Charset } from '../../types/charsets/index.ts';
import { typeOid } from '../../types/oids.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum, DatumValue, Oid } from '../../types/type-def.ts';
import { beginCopyIn, beginCopyOut } from './copy-streams.ts';
import type { MessageWriter } from './message-writer.ts';

type WriteValue = (value: DatumValue) => void;

/** Result formats of Bind: none (text), one for all columns, or one each; 1 is binary. */
export function formatOf(formats: readonly number[], column: number): number {
  return formats.length === 0 ? 0 : formats.length === 1 ? formats[0]! : (formats[column] ?? 0);
}

/** What a sink asks of its connection. */
export interface SinkLink {
  /** Sends what has gathered, if it is much: the client does not take it. */
  full(): boolean;
  /** Hands over what the client sends. */
  openCopy(): CopyInput;
}

export class WireSink implements ResultSink {
  private readonly session: Session;
  private readonly writer: MessageWriter;
  /** null: simple query, which describes its rows; otherwise Describe has done that. */
  private readonly formats: readonly number[] | null;
  private readonly link: SinkLink;

  constructor(session: Session, writer: MessageWriter, formats: readonly number[] | null, link: SinkLink) {
    this.session = session;
    this.writer = writer;
    this.formats = formats;
    this.link = link;
  }

  get charset(): Charset | null {
    return this.writer.charset;
  }

  columns(columns: readonly OutputColumn[], binary = false): RowReceiver {
    const format = binary ? 1 : 0;
    if (this.formats === null) this.writer.rowDescription(columns, () => format);
    return rowReceiver(this.session, this.writer, columns, this.formats ?? [format]);
  }
  full(): boolean {
    return this.link.full();
  }
  complete(tag: string): void {
    this.writer.commandComplete(tag);
  }
  empty(): void {
    this.writer.empty('I');
  }
  copyIn(columnCount: number, binary: boolean): CopyInput {
    beginCopyIn(this.writer, columnCount, binary);
    return this.link.openCopy();
  }
  copyOut(columnCount: number, binary: boolean): CopyOutput {
    return beginCopyOut(this.writer, columnCount, binary);
  }
}

export function rowReceiver(
  session: Session,
  writer: MessageWriter,
  columns: readonly OutputColumn[],
  formats: readonly number[],
): RowReceiver {
  const count = columns.length;
  const writersNow = (): WriteValue[] =>
    columns.map(({ type }, i) => valueWriter(session, writer, type, formatOf(formats, i)));
  let writers = writersNow();
  // A row can have changed the set that it is sent in itself.
  writer.onCharset = () => {
    writers = writersNow();
  };
  if (count === 1) {
    return (value) => {
      writer.begin('D').int16(1);
      if (value === null || value === undefined) writer.nullValue();
      else writers[0]!(value);
      writer.end();
    };
  }
  return (...values: Datum[]) => {
    writer.begin('D').int16(count);
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (value === null) writer.nullValue();
      else writers[i]!(value);
    }
    writer.end();
  };
}

function valueWriter(session: Session, writer: MessageWriter, type: Oid, format: number): WriteValue {
  if (format !== 0 && format !== 1) throw sqlError('invalid_parameter_value', `unsupported format code: ${format}`);
  if (format === 1) {
    const encode = binaryEncoder(type, writer.charset);
    return (value) => writer.binaryValue(encode(value));
  }
  switch (type) {
    case typeOid.int2:
    case typeOid.int4:
    case typeOid.int8:
    case typeOid.oid:
      return (value) => writer.textValue(String(value));
    case typeOid.text:
    case typeOid.varchar:
    case typeOid.bpchar:
    case typeOid.name:
      if (writer.charset !== null) return (value) => writer.convertedValue(value as string);
      return (value) => writer.textValue(value as string);
    default: {
      const def = valueType(type);
      const { context } = session;
      if (writer.charset !== null) return (value) => writer.convertedValue(def.output(value, context));
      return (value) => writer.textValue(def.output(value, context));
    }
  }
}
