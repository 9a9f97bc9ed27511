/** Packets before the first typed message: StartupMessage, SSLRequest, GSSENCRequest, CancelRequest. */
import { SqlError, unsupported } from '../../errors/index.ts';
import { truncateName } from '../../parser/index.ts';
import { booleanValue } from '../../session/index.ts';
import { FieldReader } from '../../types/binary/field-reader.ts';
import { BrokenStream } from './message-reader.ts';

export type EncryptionMethod = 'tls' | 'gss';

export type StartupRequest =
  | { readonly kind: 'encryption'; readonly method: EncryptionMethod }
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

/** `refused`: methods of encryption that have been asked for already; who asks again means a version of the protocol by it. */
export function readStartup(payload: Buffer, refused: ReadonlySet<EncryptionMethod>): StartupRequest {
  const fields = new FieldReader(payload);
  const code = fields.int32();
  if (code === sslCode && !refused.has('tls')) return { kind: 'encryption', method: 'tls' };
  if (code === gssCode && !refused.has('gss')) return { kind: 'encryption', method: 'gss' };
  if (code === cancelCode) {
    if (fields.left !== 8) throw new BrokenStream();
    return { kind: 'cancel', processId: fields.int32(), secret: fields.int32() };
  }
  const major = code >>> 16;
  const minor = code & 0xffff;
  if (major !== 3) {
    const message = `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.0`;
    const error = new SqlError('0A000', message, {}, 'FATAL');
    throw major < 3 && code !== 0 ? new OldProtocol(error) : error;
  }
  const parameters = new Map<string, string>();
  const unrecognized: string[] = [];
  // Names and values, each with a terminator, and one more behind the last.
  if (payload.at(-1) !== 0) throw wrongLayout();
  while (fields.left > 1) {
    const name = fields.cstring();
    if (name === '' || fields.left <= 1) throw wrongLayout();
    const value = name === 'application_name' ? asciiOf(fields) : fields.cstring();
    if (name.startsWith('_pq_.')) unrecognized.push(name);
    else parameters.set(name, name === 'user' || name === 'database' ? truncateName(value) : value);
    if (name === 'replication') checkReplication(value);
  }
  if (fields.left !== 1) throw wrongLayout();
  return { kind: 'startup', minor, parameters, unrecognized };
}

/** The client speaks a protocol from before 3.0, in which errors had another form: a line of text. */
export class OldProtocol extends Error {
  readonly bytes: Buffer;

  constructor({ severity, message }: SqlError) {
    super(message);
    this.bytes = Buffer.from(`E${severity}:  ${message}\n\0`);
  }
}

/** As in SET application_name, but of bytes that need not be UTF-8: there is no encoding yet. */
function asciiOf(fields: FieldReader): string {
  return fields
    .cstringBytes()
    .toString('latin1')
    .replaceAll(/[^ -~]/g, '?');
}

function checkReplication(value: string): void {
  if (value !== 'database') {
    try {
      if (booleanValue('replication', value) === 'off') return;
    } catch {
      const hint = 'Valid values are: "false", 0, "true", 1, "database".';
      throw new SqlError('22023', `invalid value for parameter "replication": "${value}"`, { hint }, 'FATAL');
    }
  }
  throw unsupported('replication');
}

function wrongLayout(): SqlError {
  return new SqlError('08P01', 'invalid startup packet layout: expected terminator as last byte', {}, 'FATAL');
}
