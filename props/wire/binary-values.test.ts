/** Law: a value's binary form is the one PostgreSQL sends (binary-values.json, by record-binary.ts), and reads back as the value. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeHost } from '../../src/host/index.ts';
import { DatabaseCore, Session } from '../../src/session/index.ts';
import { binaryDecoder, binaryEncoder } from '../../src/types/binary/binary-format.ts';
import { typeByName } from '../../src/types/registry.ts';

const file = readFileSync(new URL('binary-values.json', import.meta.url), 'utf8');
const recorded = JSON.parse(file) as [type: string, text: string, hex: string][];
const core = DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: 'postgres' });
const { context } = new Session(core, { user: 'postgres' });
context.beginStatement();

test('binary forms are those of PostgreSQL, both ways', () => {
  for (const [name, text, hex] of recorded) {
    const type = typeByName(name)!;
    const value = type.input(text, -1, context);
    assert.is(Buffer.from(binaryEncoder(type.oid)(value)).toString('hex'), hex, `${name} ${text}`);
    const read = binaryDecoder(type.oid)(Buffer.from(hex, 'hex'), context);
    assert.is(type.output(read as never, context), text, `${name} ${hex}`);
  }
});

/** Their length is that of the message: what is left is another value. */
const hasNoLength = new Set(['text', 'name', 'bpchar', 'bytea', 'cstring']);

test('bytes that are cut off, or one too many, are an error', () => {
  for (const [name, , hex] of recorded) {
    if (hasNoLength.has(name)) continue;
    const type = typeByName(name)!;
    const bytes = Buffer.from(hex, 'hex');
    for (const damaged of [bytes.subarray(0, Math.floor(bytes.length / 2)), Buffer.concat([bytes, Buffer.from([0])])]) {
      // Nothing can be cut off from void.
      if (damaged.equals(bytes)) continue;
      let code = 'none';
      try {
        binaryDecoder(type.oid)(damaged, context);
      } catch (error) {
        code = (error as { code?: string }).code ?? String(error);
      }
      assert.match(code, /^[0-9A-Z]{5}$/, `${name} ${damaged.toString('hex')}`);
    }
  }
});

/** What PostgreSQL 15 says of them. */
const refused: readonly (readonly [type: string, hex: string, code: string, message: string])[] = [
  ['time', 'ffffffffffffffff', '22008', 'time out of range'],
  ['time', '0000001d44d5a001', '22008', 'time out of range'],
  ['timetz', 'ffffffffffffffff00000000', '22008', 'time out of range'],
  ['date', '7ffffffe', '22008', 'date out of range'],
  ['timestamp', '7ffffffffffffffe', '22008', 'timestamp out of range'],
  ['timestamp', '8000000000000001', '22008', 'timestamp out of range'],
  ['timestamptz', '7ffffffffffffffe', '22008', 'timestamp out of range'],
  [
    'oidvector',
    '000000010000000000000015' + '0000000100000000' + '000000020001',
    '42804',
    'binary data has array element type 21 (smallint) instead of expected 26 (oid)',
  ],
  [
    'oidvector',
    '00000001000000000000001a' + '0000000100000001' + '0000000400000017',
    '22P03',
    'invalid oidvector data',
  ],
  ['oidvector', '00000000000000000000001a', '22P03', 'invalid oidvector data'],
  ['int2vector', '000000010000000100000015' + '0000000100000000' + 'ffffffff', '22P03', 'invalid int2vector data'],
  ['name', '78'.repeat(64), '42622', 'identifier too long'],
];
test('what no value of the type can be is refused', () => {
  for (const [name, hex, code, message] of refused) {
    assert.throws(
      () => binaryDecoder(typeByName(name)!.oid)(Buffer.from(hex, 'hex'), context),
      (error: { code?: string; message: string }) => error.code === code && error.message === message,
      `${name} ${hex}`,
    );
  }
});

test.run();
