/**
 * Asks a real PostgreSQL 15 what it says to broken statements and how it groups operators, and writes its answers to
 * syntax-errors.json and precedence.json. Usage: node props/parser/record-fixtures.mjs postgres://user@host:port/postgres
 * It makes a database aiondb_parser_fixtures on that server and drops it again. Nothing of AionDB takes part.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const here = dirname(fileURLToPath(import.meta.url));
const url = process.argv[2];
if (url === undefined) throw new Error('usage: node props/parser/record-fixtures.mjs postgres://...');
const scratch = 'aiondb_parser_fixtures';

let seed = 20240131;
function random(n) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >>> 8) % n;
}
const pick = (list) => list[random(list.length)];

const admin = new pg.Client(url);
await admin.connect();
await admin.query(`DROP DATABASE IF EXISTS ${scratch}`);
await admin.query(`CREATE DATABASE ${scratch} ENCODING 'UTF8' TEMPLATE template0`);
const client = new pg.Client(Object.assign(new URL(url), { pathname: `/${scratch}` }).href);
await client.connect();

/** What the server says to the text in a Parse message, which executes nothing. */
const connection = client.connection;
function ask(text) {
  return new Promise((resolve) => {
    const kept = ['errorMessage', 'parseComplete', 'readyForQuery'].map((event) => [event, connection.listeners(event)]);
    for (const [event] of kept) connection.removeAllListeners(event);
    let answer = { ok: true };
    connection.on('errorMessage', (message) => {
      answer = { code: message.code, message: message.message, position: Number(message.position) };
    });
    connection.on('readyForQuery', () => {
      for (const [event, listeners] of kept) {
        connection.removeAllListeners(event);
        for (const listener of listeners) connection.on(event, listener);
      }
      resolve(answer);
    });
    connection.parse({ text, name: '', types: [] });
    connection.sync();
  });
}

// Broken statements: good ones with a word dropped, doubled, moved, exchanged or cut off.
const statements = readFileSync(join(here, 'statements.txt'), 'utf8').trim().split('\n').map((line) => line.replaceAll('\\n', '\n'));
const words = (text) =>
  text.match(
    /\$\$[^]*?\$\$|[eEuUbBxXnN]?&?'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_]\w*|\d+(?:\.\d+)?|::|:=|=>|<>|<=|>=|\/\*[^]*\*\/|--[^\n]*\n|\S/g,
  );
const vocabulary = [...new Set(statements.flatMap(words))];
const errors = [];
while (errors.length < 400) {
  const list = [...words(pick(statements))];
  const i = random(list.length);
  const other = words(pick(statements));
  switch (random(7)) {
    case 0: list.splice(i, 1); break;
    case 1: list.splice(i, 0, pick(vocabulary)); break;
    case 2: list[i] = pick(vocabulary); break;
    case 3: list.length = i; break;
    case 4: list.splice(i, 0, list[i]); break;
    case 5: list.splice(i, list.length, ...other.slice(random(other.length))); break;
    default: [list[i], list[random(list.length)]] = [list[random(list.length)], list[i]];
  }
  const text = list.filter((word) => word !== undefined).join(' ');
  if (text === '' || text.length > 300) continue;
  const answer = await ask(text);
  if (answer.code === '42601' && answer.message.startsWith('syntax error')) errors.push([text, answer.message, answer.position]);
}

// Chains of operators over a type that has them all, and the server's fully parenthesised form of each.
await client.query(`
  CREATE FUNCTION pair(bool, bool) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1';
  CREATE FUNCTION single(bool) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1';
  CREATE TABLE t (a bool, b bool, c bool, d bool);`);
const custom = ['+', '-', '*', '/', '%', '^', '||', '&', '->'];
for (const name of custom) await client.query(`CREATE OPERATOR ${name} (leftarg = bool, rightarg = bool, function = pair)`);
for (const name of ['+', '-', '@', '!!']) await client.query(`CREATE OPERATOR ${name} (rightarg = bool, function = single)`);
const binary = [...custom, ...custom, '<', '=', '<=', '<>', 'AND', 'OR', 'AND', 'OR', 'IS DISTINCT FROM'];
const suffixes = ['IS NULL', 'IS NOT NULL', 'ISNULL', 'IS TRUE', 'IS NOT UNKNOWN'];
const prefixes = ['-', '+', '@', '!!', 'NOT', 'NOT'];
const operand = () => (random(3) === 0 ? `${pick(prefixes)} ` : '') + pick(['a', 'b', 'c', 'd']);
const chains = [];
while (chains.length < 300) {
  let text = operand();
  for (let n = 1 + random(6); n > 0; n--) text += random(4) === 0 ? ` ${pick(suffixes)}` : ` ${pick(binary)} ${operand()}`;
  try {
    await client.query(`CREATE OR REPLACE TEMP VIEW v AS SELECT ${text} AS x FROM t`);
    const { rows } = await client.query(`SELECT pg_get_viewdef('v'::regclass) AS definition`);
    const definition = /^ SELECT ([^]*) AS x\n {3}FROM t;$/.exec(rows[0].definition)[1];
    chains.push([text, definition.replace(/\bt\.([abcd])\b/g, '$1')]);
  } catch (error) {
    if (error.code !== '42601') throw error;
    chains.push([text, { message: error.message, position: Number(error.position) - 'CREATE OR REPLACE TEMP VIEW v AS SELECT '.length }]);
  }
}

const lines = (list) => `[\n${list.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`;
writeFileSync(join(here, 'syntax-errors.json'), lines(errors));
writeFileSync(join(here, 'precedence.json'), lines(chains));
await client.end();
await admin.query(`DROP DATABASE ${scratch}`);
await admin.end();
console.log(`${errors.length} syntax errors, ${chains.length} chains`);
