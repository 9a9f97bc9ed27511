/**
 * A server of Node's that answers pgbench -S with a constant row and does nothing else: what is left when the database costs nothing.
 * Run as a program it prints its port.
 */
import { createServer } from 'node:net';

function message(type, ...parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
const text = (value) => Buffer.from(`${value}\0`);
const int16 = (value) => Buffer.from([value >> 8, value & 255]);
function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
/** Of type int4. */
const column = (name) => Buffer.concat([text(name), int32(0), int16(0), int32(23), int16(4), int32(-1), int16(0)]);
const field = (value) => (value === null ? int32(-1) : Buffer.concat([int32(value.length), Buffer.from(value)]));

const ready = message('Z', Buffer.from('I'));
const welcome = Buffer.concat([
  message('R', int32(0)),
  ...[
    ['server_version', '15.0'],
    ['client_encoding', 'UTF8'],
    ['integer_datetimes', 'on'],
    ['standard_conforming_strings', 'on'],
  ].map(([name, value]) => message('S', text(name), text(value))),
  message('K', int32(1), int32(1)),
  ready,
]);
const rows = (names, values) => [
  message('T', int16(names.length), ...names.map(column)),
  message('D', int16(values.length), ...values.map(field)),
  message('C', text('SELECT 1')),
];
const row = rows(['abalance'], ['1']);
const simple = Buffer.concat([...row, ready]);
const bound = Buffer.concat([message('2'), ...row, ready]);
const parsed = Buffer.concat([message('1'), ready]);
/** What pgbench asks about the partitions of its tables. */
const partitions = Buffer.concat([...rows(['n', 'partstrat', 'count'], ['1', null, '0']), ready]);

const server = createServer({ noDelay: true }, (socket) => {
  let isStarted = false;
  let isParsing = false;
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      if (!isStarted) {
        const code = bytes.readInt32BE(at + 4);
        at += bytes.readInt32BE(at);
        isStarted = code === 3 << 16;
        socket.write(isStarted ? welcome : 'N');
        continue;
      }
      const type = bytes[at];
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (type === 0x51) socket.write(bytes.subarray(at, end).includes('partstrat') ? partitions : simple);
      else if (type === 0x50) isParsing = true;
      else if (type === 0x53) {
        socket.write(isParsing ? parsed : bound);
        isParsing = false;
      } else if (type === 0x58) socket.end();
      at = end;
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => process.exit(0));
