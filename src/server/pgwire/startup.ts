/** Packets before the first typed message: StartupMessage, SSLRequest, GSSENCRequest, CancelRequest. */
import { SqlError } from '../../errors/index.ts';
import { FieldReader } from '../../types/binary/field-reader.ts';

export type StartupRequest =
  | { readonly kind: 'encryption'; readonly method: 'tls' | 'gss' }
  | { readonly kind: 'cancel'; readonly processId: number; readonly secret: number }
  | {
      readonly kind: 'startup';
      readonly minor: number;
      readonly parameters: ReadonlyMap<string, string>;
      /** Protocol options (`_pq_.`) that are not known. */
      readonly unrecognized: readonly string[];
    };

const cancelCode = 80877102;
const sslCode = 80877103;
const gssCode = 80877104;

export function readStartup(payload: Buffer): StartupRequest {
  const fields = new FieldReader(payload);
  const code = fields.int32();
  if (code === sslCode || code === gssCode) return { kind: 'encryption', method: code === sslCode ? 'tls' : 'gss' };
  if (code === cancelCode) return { kind: 'cancel', processId: fields.int32(), secret: fields.int32() };
  const major = code >>> 16;
  const minor = code & 0xffff;
  if (major !== 3) {
    const message = `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.0`;
    throw new SqlError('0A000', message, {}, 'FATAL');
  }
  const parameters = new Map<string, string>();
  const unrecognized: string[] = [];
  // Names and values, each with a terminator, and one more behind the last.
  if (payload.at(-1) !== 0) throw wrongLayout();
  while (fields.left > 1) {
    const name = fields.cstring();
    if (name === '' || fields.left <= 1) throw wrongLayout();
    const value = fields.cstring();
    if (name.startsWith('_pq_.')) unrecognized.push(name);
    else parameters.set(name, value);
  }
  fields.byte();
  return { kind: 'startup', minor, parameters, unrecognized };
}

function wrongLayout(): SqlError {
  return new SqlError('08P01', 'invalid startup packet layout: expected terminator as last byte', {}, 'FATAL');
}
