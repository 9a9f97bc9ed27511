/** Sound messages to begin from: all types, all states of the protocol, values of all types in binary. */
import { readFileSync } from 'node:fs';
import { rawMessage, serialize, startupPacket } from '../wire-client.ts';

const { parse, bind, describe, execute, close, sync, flush } = serialize;

type BinaryValue = readonly [type: string, text: string, hex: string];
const binaryValues = JSON.parse(
  readFileSync(new URL('../binary-values.json', import.meta.url), 'utf8'),
) as readonly BinaryValue[];
const copyHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** Statements and parameters go in pairs, so that a value meets the type it is for. */
const valueMessages = binaryValues
  .filter((_value, i) => i % 3 === 0)
  .map(([type, , hex]) =>
    Buffer.concat([
      parse({ text: `SELECT $1::${type}, $1` }),
      bind({ values: [Buffer.from(hex, 'hex')], binary: true }),
      execute(),
    ]),
  );

function call(oid: number, ...args: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  const int = (value: number, size: number): Buffer => {
    const buffer = Buffer.alloc(size);
    buffer.writeIntBE(value, 0, size);
    return buffer;
  };
  parts.push(int(oid, 4), int(0, 2), int(args.length, 2));
  for (const arg of args) parts.push(int(arg.length, 4), Buffer.from(arg));
  parts.push(int(0, 2));
  return rawMessage('F', Buffer.concat(parts));
}

export const queryMessages: readonly Buffer[] = [
  serialize.query('SELECT 1'),
  serialize.query("SELECT 'é', NULL; SELECT 1/0"),
  serialize.query('BEGIN'),
  serialize.query('COMMIT'),
  serialize.query('ROLLBACK'),
  serialize.query('SAVEPOINT s; ROLLBACK TO s'),
  serialize.query('CREATE TEMP TABLE t1 (a int, b text)'),
  serialize.query('INSERT INTO shared VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET v = shared.v + 1'),
  serialize.query("UPDATE shared SET v = v + 1 WHERE id < 3; SELECT v FROM shared WHERE note LIKE 'n%'"),
  serialize.query('DELETE FROM shared WHERE id = 1'),
  serialize.query('COPY t1 FROM STDIN'),
  serialize.query('COPY shared FROM STDIN (FORMAT csv, HEADER)'),
  serialize.query('COPY shared FROM STDIN (FORMAT binary)'),
  serialize.query('COPY shared TO STDOUT'),
  serialize.query('COPY (SELECT * FROM generate_series(1, 50)) TO STDOUT (FORMAT binary)'),
  serialize.query("SET application_name = 'x'; RESET application_name"),
  serialize.query("SET client_encoding = 'SJIS'; SELECT 'a', U&'\\30BD', chr(233)"),
  serialize.query("SET NAMES 'GB18030'; SELECT 1 AS \"é\"; COPY (SELECT 'é') TO STDOUT (ENCODING 'LATIN1')"),
  serialize.query("LISTEN c; NOTIFY c, 'p'"),
  serialize.query('DECLARE cur CURSOR FOR SELECT * FROM shared; FETCH 2 FROM cur'),
  serialize.query("SELECT '{\"a\": [1, {\"b\": null}]}'::jsonb, array[1,2], row(1, 'x'), interval '1 day'"),
  serialize.query("EXPLAIN SELECT * FROM shared s JOIN shared t ON s.id = t.v WHERE s.note ~ '^n+' ORDER BY 1 LIMIT 3"),
  serialize.copyData(Buffer.from('1\tx\n')),
  serialize.copyData(Buffer.from('id,v,note\n77,1,"q""r"\n')),
  serialize.copyData(Buffer.concat([copyHeader, Buffer.from('000300000004000000580000000400000001000000016e', 'hex')])),
  serialize.copyData(Buffer.from('ffff', 'hex')),
  Buffer.from(serialize.copyDone()),
  serialize.copyFail('no'),
  parse({ name: 's', text: 'SELECT $1::int + 1', types: [23] }),
  parse({ text: 'SELECT x FROM generate_series(1, 100) x' }),
  parse({ name: 'w', text: 'UPDATE shared SET v = v + $1 WHERE id = $2 RETURNING id, v' }),
  parse({ name: '', text: '' }),
  bind({ statement: 's', values: ['7'] }),
  bind({ statement: 's', values: [Buffer.from([0, 0, 0, 7])], binary: true }),
  bind({ statement: 'w', values: ['1', '2'], portal: 'p' }),
  bind(),
  describe({ type: 'S', name: 's' }),
  describe({ type: 'P', name: '' }),
  execute(),
  execute({ rows: 3 }),
  execute({ portal: 'p', rows: 1 }),
  close({ type: 'S', name: 's' }),
  close({ type: 'P', name: 'p' }),
  Buffer.from(flush()),
  Buffer.from(sync()),
  Buffer.from(sync()),
  call(177, '1', '2'),
  call(2078, 'application_name', 'f', 'f'),
  rawMessage('F', Buffer.from([0, 0, 0, 1, 0, 0])),
  ...valueMessages,
];

/** With a bound on what a statement may cost, whatever becomes of its numbers. */
export const start = serialize.startup({
  user: 'postgres',
  database: 'fuzz',
  options: '-c statement_timeout=300ms -c lock_timeout=100ms',
});

export const startupMessages: readonly Buffer[] = [
  start,
  serialize.requestSsl(),
  startupPacket(80877104),
  startupPacket((3 << 16) | 2, Buffer.from('user\0postgres\0database\0fuzz\0_pq_.x\0y\0\0')),
  startupPacket(2 << 16, Buffer.from('user\0postgres\0\0')),
  serialize.cancel(1, 2),
  serialize.startup({ user: 'nobody', database: 'fuzz', DateStyle: 'German', client_encoding: 'UTF8' }),
  serialize.password('secret'),
  serialize.sendSASLInitialResponseMessage('SCRAM-SHA-256', 'n,,n=*,r=abcdef'),
  serialize.sendSCRAMClientFinalMessage('c=biws,r=abcdef,p=AAAA'),
];
