/** FunctionCall ("Function Call"): a function by its OID, with arguments and result in text or binary. */
import { SqlError, sqlError } from '../../errors/index.ts';
import { type CallableFunction, callableFunction, callFunction, type Session } from '../../session/index.ts';
import type { Running } from '../../session/wait.ts';
import { binaryEncoder } from '../../types/binary/binary-format.ts';
import type { FieldReader } from '../../types/binary/field-reader.ts';
import type { Charset } from '../../types/charsets/index.ts';
import { valueType } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { badMessage, fromBinary, fromText, readFormats, unsupportedFormat } from './bind-message.ts';
import type { MessageWriter } from './message-writer.ts';
import { formatOf } from './result-sink.ts';

/** Runs like a simple query: a transaction of its own, unless there is one. */
export function* functionCall(session: Session, fields: FieldReader, writer: MessageWriter): Running<void> {
  try {
    yield* session.guarded('', answer(session, fields, writer));
  } finally {
    session.interrupts.end();
  }
}

function* answer(session: Session, fields: FieldReader, writer: MessageWriter): Running<void> {
  session.refuseWhenFailed(null);
  session.startStatement();
  session.ensureTransaction();
  const called = callableFunction(fields.int32());
  const args = readArguments(session, fields, called);
  const format = fields.int16();
  fields.end(badMessage);
  const value = yield* callFunction(session, called, args);
  const bytes = value === null ? null : resultBytes(session, called.resultType, format, value, writer.charset);
  if (!session.explicit) yield* session.finish();
  writer.begin('V');
  if (bytes === null) writer.int32(-1);
  else writer.int32(bytes.length).bytes(bytes);
  writer.end();
}

function readArguments(session: Session, fields: FieldReader, { argTypes }: CallableFunction): readonly Datum[] {
  const formats = readFormats(fields);
  const count = fields.int16();
  if (count !== argTypes.length) {
    throw sqlError(
      'protocol_violation',
      `function call message contains ${count} arguments but function requires ${argTypes.length}`,
    );
  }
  if (formats.length > 1 && formats.length !== count) {
    throw sqlError(
      'protocol_violation',
      `function call message contains ${formats.length} argument formats but ${count} arguments`,
    );
  }
  return argTypes.map((type, i) => readArgument(session, fields, type, formatOf(formats, i), i + 1));
}

function readArgument(session: Session, fields: FieldReader, type: Oid, format: number, index: number): Datum {
  const bytes = fields.sized();
  if (format === 0) return fromText(type, bytes === null ? null : fields.decode(bytes), session.context);
  if (format !== 1) throw unsupportedFormat(format);
  try {
    return fromBinary(type, bytes, fields.charset, session.context);
  } catch (error) {
    // The formats speak of parameters, which come from Bind.
    if (error instanceof SqlError && error.message === 'incorrect binary data format in bind parameter') {
      throw new SqlError(error.code, `incorrect binary data format in function argument ${index}`);
    }
    throw error;
  }
}

function resultBytes(
  session: Session,
  type: Oid,
  format: number,
  value: Exclude<Datum, null>,
  charset: Charset | null,
): Uint8Array {
  if (format === 0) {
    const text = valueType(type).output(value, session.context);
    return charset === null ? Buffer.from(text) : charset.encode(text);
  }
  if (format === 1) return binaryEncoder(type, charset)(value);
  throw unsupportedFormat(format);
}
