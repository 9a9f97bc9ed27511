/**
 * Messages as lines of text: `Name argument`, the argument in JSON. What the client says is written by pg-protocol's serializer
 * where that can say it, answers are read by its parser; both are independent of the server under test.
 *
 * Bytes that are no printable text are written `{"hex": "…"}`. Masks: process ids are the names of their connections, secrets are
 * left out, OIDs of user objects (from 16384) are numbered `#1`, `#2` as they appear in a flow, and the place in the server's
 * source (fields F, L, R) is dropped; of server_version only the major number is shown.
 */
import { serialize } from 'pg-protocol';
import { Parser } from 'pg-protocol/dist/parser.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };

export interface Names {
  /** Connection of a process id. */
  process(id: number): string;
  /** The key of a connection: process id and secret. */
  key(connection: string): readonly [number, number];
  /** An OID as it is shown. */
  oid(oid: number): Json;
  readonly database: string;
}

export function bytesOf(value: Json): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  const { hex, repeat, text } = value as Fields;
  if (typeof text === 'string') return Buffer.from(text.repeat(Number(repeat)));
  return Buffer.from(String(hex), 'hex');
}

export function shownBytes(bytes: Uint8Array): Json {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a text does not have
  const printable = !/[\u0000-\u0008\u000b-\u001f\u007f\ufffd]/.test(text) && Buffer.from(text).equals(buffer);
  return printable ? text : { hex: buffer.toString('hex') };
}

function message(type: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
function packet(...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 4), body]);
}
function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}
function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}
const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);

function formats(list: Json | undefined): Buffer {
  const numbers = (list ?? []) as readonly number[];
  return Buffer.concat([int16(numbers.length), ...numbers.map(int16)]);
}
function values(list: Json | undefined): Buffer {
  const items = (list ?? []) as readonly Json[];
  const parts = items.map((item) => {
    if (item === null) return int32(-1);
    const bytes = bytesOf(item);
    return Buffer.concat([int32(bytes.length), bytes]);
  });
  return Buffer.concat([int16(items.length), ...parts]);
}
const text = (value: Json | undefined): string => (value === undefined ? '' : String(value));

/** '3.0', or the number of a request. */
function version(value: Json = '3.0'): Buffer {
  if (typeof value === 'number') return int32(value);
  const [major, minor] = text(value).split('.').map(Number);
  return int32((major! << 16) | minor!);
}

/** The bytes of a message of the client. */
export function clientMessage(name: string, argument: Json, names: Names): Buffer {
  const fields = (typeof argument === 'object' ? argument : {}) as Fields;
  switch (name) {
    case 'Query':
      return serialize.query(argument as string);
    case 'Parse':
      return serialize.parse({
        name: text(fields['name']),
        text: text(fields['text']),
        types: [...((fields['types'] ?? []) as readonly number[])],
      });
    case 'Bind':
      return message(
        'B',
        cstring(text(fields['portal'])),
        cstring(text(fields['statement'])),
        formats(fields['formats']),
        values(fields['values']),
        formats(fields['results']),
      );
    case 'Describe':
    case 'Close': {
      const target = { type: (argument as string)[0] as 'S', name: (argument as string).slice(1) };
      return name === 'Describe' ? serialize.describe(target) : serialize.close(target);
    }
    case 'Execute':
      return message('E', cstring(text(fields['portal'])), int32(Number(fields['rows'] ?? 0)));
    case 'Sync':
      return Buffer.from(serialize.sync());
    case 'Flush':
      return Buffer.from(serialize.flush());
    case 'Terminate':
      return Buffer.from(serialize.end());
    case 'CopyData':
      return serialize.copyData(bytesOf(argument));
    case 'CopyDone':
      return Buffer.from(serialize.copyDone());
    case 'CopyFail':
      return serialize.copyFail(argument as string);
    case 'FunctionCall':
      return message(
        'F',
        int32(fields['oid'] as number),
        formats(fields['formats']),
        values(fields['args']),
        int16(Number(fields['result'] ?? 0)),
      );
    case 'Startup': {
      const parameters = { user: 'postgres', database: names.database, ...(fields['parameters'] as object) };
      const pairs = Object.entries(parameters).flatMap(([key, value]) => [cstring(key), cstring(String(value))]);
      return packet(version(fields['protocol']), ...pairs, Buffer.from([0]));
    }
    case 'Packet': {
      const whole = packet(version(fields['protocol']), bytesOf(fields['body'] ?? ''));
      if (fields['length'] !== undefined) whole.writeInt32BE(Number(fields['length']));
      return whole;
    }
    case 'SSLRequest':
      return serialize.requestSsl();
    case 'GSSENCRequest':
      return packet(int32(80877104));
    case 'CancelRequest': {
      const [process, secret] = names.key(text(fields['of']));
      return serialize.cancel(process, fields['wrong'] === true ? secret ^ 1 : secret);
    }
    case 'Message':
      return message(text(fields['type']), bytesOf(fields['body'] ?? ''));
    case 'Raw':
      return bytesOf(argument);
    default:
      throw new Error(`there is no message ${name}`);
  }
}

/** An answer, from its type to its end. */
export function serverMessage(frame: Buffer, names: Names): string {
  const type = String.fromCharCode(frame[0]!);
  const body = frame.subarray(5);
  switch (type) {
    case 'E':
    case 'N':
      return line(type === 'E' ? 'ErrorResponse' : 'NoticeResponse', noticeFields(frame));
    case 'D':
      return line('DataRow', rowValues(body));
    case 'd':
      return line('CopyData', shownBytes(body));
    case 'V':
      return line('FunctionCallResponse', body.readInt32BE(0) === -1 ? null : shownBytes(body.subarray(4)));
    case 'v': {
      const options = body.subarray(8).toString('utf8').split('\0').slice(0, -1);
      const version = body.readInt32BE(0);
      return line('NegotiateProtocolVersion', {
        version: `${version >> 16}.${version & 0xffff}`,
        count: body.readInt32BE(4),
        options,
      });
    }
    default:
      return parsed(frame, names);
  }
}

function line(name: string, argument?: Json): string {
  return argument === undefined ? name : `${name} ${JSON.stringify(argument)}`;
}

/** The fields in the order they were sent; pg-protocol must read the same. */
function noticeFields(frame: Buffer): Fields {
  const fields: Record<string, string> = {};
  let at = 5;
  while (frame[at] !== 0) {
    const end = frame.indexOf(0, at);
    const letter = String.fromCharCode(frame[at]!);
    if (!'FLR'.includes(letter)) fields[letter] = frame.toString('utf8', at + 1, end);
    at = end + 1;
  }
  const known = parse(frame) as unknown as { message: string; code: string; severity: string };
  if (known.message !== fields['M'] || known.code !== fields['C'] || known.severity !== fields['S']) {
    throw new Error(`pg-protocol reads ${known.severity} ${known.code} ${known.message}`);
  }
  return fields;
}

function rowValues(body: Buffer): Json[] {
  const row: Json[] = [];
  let at = 2;
  for (let i = body.readInt16BE(0); i > 0; i--) {
    const size = body.readInt32BE(at);
    at += 4;
    row.push(size === -1 ? null : shownBytes(body.subarray(at, at + size)));
    at += Math.max(size, 0);
  }
  if (at !== body.length) throw new Error('a DataRow has bytes behind its values');
  return row;
}

function parse(frame: Buffer): { readonly name: string } & Record<string, unknown> {
  let result: unknown;
  new Parser().parse(Buffer.from(frame), (found) => {
    result = found;
  });
  if (result === undefined) throw new Error('pg-protocol reads no message');
  return result as { name: string } & Record<string, unknown>;
}

interface Field {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
  readonly format: 'text' | 'binary';
}

/** The minor version is each server's own, and so is what it calls its default zone. */
const masked: Readonly<Record<string, (value: string) => string>> = {
  server_version: (value) => value.replace(/\..*/, '.x'),
  TimeZone: (value) => value.replace(/^Etc\//, ''),
};

function parsed(frame: Buffer, names: Names): string {
  const found = parse(frame);
  switch (found.name) {
    case 'rowDescription': {
      const columns = found['fields'] as readonly Field[];
      return line(
        'RowDescription',
        columns.map((field) => [
          field.name,
          names.oid(field.tableID),
          field.columnID,
          names.oid(field.dataTypeID),
          field.dataTypeSize,
          field.dataTypeModifier,
          field.format,
        ]),
      );
    }
    case 'parameterDescription':
      return line('ParameterDescription', (found['dataTypeIDs'] as number[]).map(names.oid));
    case 'commandComplete':
      return line('CommandComplete', found['text'] as string);
    case 'readyForQuery':
      return line('ReadyForQuery', found['status'] as string);
    case 'parameterStatus': {
      const name = found['parameterName'] as string;
      const value = found['parameterValue'] as string;
      return line('ParameterStatus', [name, masked[name]?.(value) ?? value]);
    }
    case 'notification':
      return line('NotificationResponse', [
        names.process(found['processId'] as number),
        found['channel'] as string,
        found['payload'] as string,
      ]);
    case 'copyInResponse':
    case 'copyOutResponse': {
      const name = found.name === 'copyInResponse' ? 'CopyInResponse' : 'CopyOutResponse';
      return line(name, [found['binary'] === true ? 'binary' : 'text', found['columnTypes'] as number[]]);
    }
    case 'backendKeyData':
      return 'BackendKeyData';
    case 'emptyQuery':
      return 'EmptyQueryResponse';
    default:
      return `${found.name[0]!.toUpperCase()}${found.name.slice(1)}`;
  }
}
