/** What Bind and FunctionCall have in common: format codes, and values in the formats they name. */
import { SqlError, sqlError } from '../../errors/index.ts';
import type { FunctionContext } from '../../functions/function-def.ts';
import { binaryDecoder } from '../../types/binary/binary-format.ts';
import type { FieldReader } from '../../types/binary/field-reader.ts';
import type { Charset } from '../../types/charsets/index.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import { formatOf } from './result-sink.ts';

const none: readonly number[] = [];

/** They are judged where they are used. */
export function readFormats(fields: FieldReader): readonly number[] {
  const count = fields.count(2);
  if (count === 0) return none;
  const formats: number[] = [];
  for (let i = 0; i < count; i++) formats.push(fields.int16());
  return formats;
}

export function unsupportedFormat(format: number): Error {
  return sqlError('invalid_parameter_value', `unsupported format code: ${format}`);
}

/** More in a message than its fields. */
export function badMessage(): SqlError {
  return new SqlError('08P01', 'invalid message format');
}

export function checkCounts(statement: string, formats: number, values: number, wanted: number): void {
  if (formats > 1 && formats !== values) {
    throw sqlError('protocol_violation', `bind message has ${formats} parameter formats but ${values} parameters`);
  }
  if (values !== wanted) {
    throw sqlError(
      'protocol_violation',
      `bind message supplies ${values} parameters, but prepared statement "${statement}" requires ${wanted}`,
    );
  }
}

/** Values are not shown in the context of their errors, as with PostgreSQL's log_parameter_max_length_on_error = 0. */
export function readParameters(
  fields: FieldReader,
  portal: string,
  formats: readonly number[],
  types: readonly Oid[],
  context: FunctionContext,
): readonly Datum[] {
  const { charset, decode } = fields;
  const params: Datum[] = [];
  let shown = '';
  try {
    for (let i = 0; i < types.length; i++) {
      shown = '';
      const bytes = fields.sized();
      const type = types[i]!;
      const format = formatOf(formats, i);
      if (format === 0) {
        const text = bytes === null ? null : decode(bytes);
        if (text !== null) shown = text === '' ? " = ''" : " = '...'";
        params.push(fromText(type, text, context));
      } else if (format === 1) params.push(fromBinary(type, bytes, charset, context));
      else throw unsupportedFormat(format);
    }
  } catch (error) {
    if (error instanceof SqlError) {
      const name = portal === '' ? 'unnamed portal' : `portal "${portal}"`;
      const where = `${name} parameter $${params.length + 1}${shown}`;
      error.where = error.where === undefined ? where : `${error.where}\n${where}`;
    }
    throw error;
  }
  return params;
}

export function fromText(type: Oid, text: string | null, context: FunctionContext): Datum {
  const def = typeByOid(type) ?? typeByOid(typeOid.text)!;
  if (text !== null) return def.input(text, -1, context);
  def.domain?.check(null, context);
  return null;
}

export function fromBinary(type: Oid, bytes: Buffer | null, charset: Charset | null, context: FunctionContext): Datum {
  if (bytes !== null) return binaryDecoder(type, charset)(bytes, context);
  typeByOid(type)?.domain?.check(null, context);
  return null;
}
