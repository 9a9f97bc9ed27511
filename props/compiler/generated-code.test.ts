/**
 * Generated code never contains user text (docs/architecture/overview.md, "Rules for generated code").
 * ASSUME identifiers, aliases and literals of any characters, chosen to look like JavaScript, and unlike anything the compiler
 * writes. DO have statements of many shapes over them explained with their generated source. ASSERT the source has none of
 * the marks, is the same for statements that differ only in names and literals, and the statements give the literal back.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/index.ts';

const hostile = fc
  .tuple(
    fc.constantFrom(
      "';throw 1;//",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: hostile on purpose
      '${zz}',
      '`+zz+`',
      '*/zz/*',
      '\\u0027zz',
      'zz"];zz=["',
      '\n}zz{',
      '__proto__zz',
      '</script>zz',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  )
  .map(([mark, rest]) => `qz${mark}${rest.replaceAll('\u0000', '')}`);
/** No half of a surrogate pair: PostgreSQL's text is UTF-8. */
const wellFormed = (text: string): boolean => Buffer.from(text).toString() === text;
const identifier = hostile
  .map((text) => text.slice(0, 20))
  .filter((text) => wellFormed(text) && Buffer.byteLength(text) <= 60);
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

interface Names {
  readonly table: string;
  readonly column: string;
  readonly alias: string;
  readonly text: string;
}
const names: fc.Arbitrary<Names> = fc
  .record({ table: identifier, column: identifier, alias: identifier, text: hostile })
  .filter(({ table, column, alias, text }) => wellFormed(text) && new Set([table, column, alias]).size === 3);

/** Statements whose shape does not depend on the names. */
const shapes: readonly ((n: { t: string; c: string; a: string; l: string }) => string)[] = [
  ({ t, c, a, l }) => `SELECT ${c} AS ${a} FROM ${t} WHERE ${c} = ${l}`,
  ({ t, c, a, l }) => `SELECT ${c} || ${l} AS ${a}, count(*) FROM ${t} GROUP BY 1 ORDER BY 1`,
  ({ t, c, a, l }) => `SELECT ${a}.${c} FROM ${t} ${a} JOIN ${t} b ON ${a}.${c} = b.${c} WHERE b.${c} <> ${l}`,
  ({ t, c, a, l }) => `SELECT CASE WHEN ${c} LIKE ${l} THEN ${l} ELSE ${c} END ${a} FROM ${t}`,
  ({ t, c, l }) => `SELECT * FROM ${t} WHERE ${c} IN (${l}, 'b', 'c', 'd', 'e')`,
  ({ t, c, a, l }) => `WITH ${a} AS (SELECT ${c} FROM ${t}) SELECT (SELECT max(${c}) FROM ${a}), ${l}::text`,
  ({ t, c, l }) => `INSERT INTO ${t} (${c}) VALUES (${l}) RETURNING ${c}`,
  ({ t, c, l }) => `UPDATE ${t} SET ${c} = ${c} || ${l} WHERE ${c} > ${l} RETURNING *`,
  ({ t, c, l }) => `DELETE FROM ${t} WHERE ${c} = ${l}`,
  ({ t, c, l }) => `SELECT ${c} FROM ${t} UNION SELECT ${l}`,
];

function sources(n: Names): string[] {
  const connection = Database.inMemory().connect();
  const parts = { t: quoted(n.table), c: quoted(n.column), a: quoted(n.alias), l: literal(n.text) };
  connection.execute(`CREATE TABLE ${parts.t} (id int PRIMARY KEY DEFAULT 1, ${parts.c} text)`);
  return shapes.map((shape) => {
    const plan = connection.execute<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERATED, COSTS OFF) ${shape(parts)}`);
    const lines = plan.rows.map((row) => row['QUERY PLAN']);
    const start = lines.indexOf('Generated Code:');
    assert.ok(start >= 0, 'the plan shows its source');
    return lines.slice(start + 1).join('\n');
  });
}

test('no identifier and no literal gets into generated source', () => {
  const plain = sources({ table: 'ta', column: 'co', alias: 'al', text: 'li' });
  fc.assert(
    fc.property(names, (n) => {
      const generated = sources(n);
      for (const [i, source] of generated.entries()) {
        assert.not.match(source, /qz|zz/);
        assert.is(source, plain[i], `shape ${i} gives the same source for all names`);
      }
    }),
    { numRuns: 40 },
  );
});

test('hostile names and literals come back as they went in', () => {
  fc.assert(
    fc.property(names, (n) => {
      const connection = Database.inMemory().connect();
      connection.execute(`CREATE TABLE ${quoted(n.table)} (${quoted(n.column)} text)`);
      connection.execute(`INSERT INTO ${quoted(n.table)} VALUES (${literal(n.text)})`);
      const { rows } = connection.execute(
        `SELECT ${quoted(n.column)} AS ${quoted(n.alias)} FROM ${quoted(n.table)} WHERE ${quoted(n.column)} = $1`,
        [n.text],
      );
      assert.is(rows.length, 1);
      assert.is(Object.keys(rows[0]!)[0], n.alias);
      assert.is(rows[0]![n.alias], n.text);
    }),
    { numRuns: 60 },
  );
});

test.run();
