/**
 * Writes the flows that sweep COPY's options over its formats, for record.ts to have them answered: `node --import tsx
 * props/wire/traces/copy-sweep.ts`. Draws are made by a fixed rule, so the same flows come out each time.
 */
import { writeFileSync } from 'node:fs';

let state = 12345;
function draw<T>(list: readonly T[]): T {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return list[(state >>> 8) % list.length]!;
}
const quoted = (text: string): string =>
  /[\n\r\t]/.test(text)
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`
    : `'${text.replaceAll("'", "''")}'`;

/** One in eight is drawn from those that cannot be. */
const odd = (): boolean => draw([0, 0, 0, 0, 0, 0, 0, 1]) === 1;
const formats = ['text', 'text', 'csv', 'csv', 'csv', null, 'binary'];
const sound = {
  delimiter: { text: [null, null, ',', '|', ';', ' '], csv: [null, null, '|', ';', '\t', ' ', 'x', '.', '\\'] },
  null: [null, null, null, '', 'NULL', '\\N', '-'],
  quote: [null, null, null, "'", '$'],
  escape: [null, null, null, '\\', '$', "'"],
  header: [null, null, 'true', 'off', '1', 'on'],
  force: [null, null, '(b)', '(a, b)', '(a)'],
  encoding: [null, null, null, 'UTF8', 'utf-8'],
  freeze: [null, null, null, 'off'],
};
const unsound = {
  delimiter: ['"', ',,', 'é', '\n', '.', 'a', ''],
  null: ['a,b', '"', '\n', '\r', '|'],
  quote: ['qq', '', 'é', ','],
  escape: ['ee', '', 'é'],
  header: ['maybe', '2'],
  force: ['(zz)', '(c)', '(a, a)', '*'],
  encoding: ['nonsense'],
  freeze: ['true', '2'],
};

function options(from: boolean): string {
  const list: string[] = [];
  const format = draw(formats);
  const csv = format === 'csv' || odd();
  const add = (name: string, value: string | null): void => {
    if (value !== null && (format !== 'binary' || odd())) list.push(`${name} ${value}`);
  };
  const text = (value: string | null): string | null => (value === null ? null : quoted(value));
  const pick = (name: Exclude<keyof typeof sound, 'delimiter'>): string | null =>
    odd() ? draw(unsound[name]) : draw(sound[name]);
  if (format !== null) list.push(`FORMAT ${format}`);
  add('DELIMITER', text(odd() ? draw(unsound.delimiter) : draw(sound.delimiter[csv ? 'csv' : 'text'])));
  add('NULL', text(pick('null')));
  add('HEADER', from && draw([0, 0, 1]) === 1 ? 'MATCH' : pick('header'));
  if (csv) {
    add('QUOTE', text(pick('quote')));
    add('ESCAPE', text(pick('escape')));
    if (!from || odd()) add('FORCE_QUOTE', draw([0, 1]) === 1 ? '*' : pick('force'));
    if (from || odd()) add('FORCE_NOT_NULL', pick('force'));
    if (from || odd()) add('FORCE_NULL', pick('force'));
  }
  add('ENCODING', text(pick('encoding')));
  if (from) add('FREEZE', pick('freeze'));
  return list.length === 0 ? '' : ` (${list.join(', ')})`;
}

const blocks: string[] = [];
const query = (sql: string): void => {
  blocks.push(`> Query ${JSON.stringify(sql)}`);
};
blocks.push('# COPY TO with every option, over values that need quoting; written by copy-sweep.ts.');
const values = [
  '',
  ' ',
  'a,b',
  'q"q',
  "it's",
  't\tt',
  'n\nn',
  'r\rr',
  'b\\b',
  '\\.',
  '\\N',
  'NULL',
  'x',
  'é$|;',
  '"',
  'a.b',
];
query(
  `CREATE TABLE t1 (a text, b text, c int); INSERT INTO t1 VALUES (NULL, NULL, NULL), ${values
    .map((value, i) => `(${quoted(value)}, ${quoted(values[(i * 7 + 3) % values.length]!)}, ${i})`)
    .join(', ')}`,
);
for (let i = 0; i < 120; i++) {
  const target = draw([
    't1',
    't1',
    't1 (b, a)',
    '(SELECT b, a FROM t1 WHERE c < 8 ORDER BY c)',
    '(SELECT a FROM t1 ORDER BY c)',
  ]);
  query(`COPY ${target} TO STDOUT${options(false)}`);
}
writeFileSync(new URL('copy_options_out.trace', import.meta.url), `${blocks.join('\n\n')}\n`);

blocks.length = 0;
blocks.push('# COPY FROM with every option, over data of all kinds; written by copy-sweep.ts.');
query('CREATE TABLE c (a text, b text, c int)');
const inputs = [
  'x\ty\t1\nz\t\\N\t2\n',
  'a,b,c\nx,y,1\n,"",2\n"q""q","n\nn",3\n',
  'a\tb\tc\nx\ty\t1\n',
  'x,y,1\r\nz,w,2\r\n',
  'x|y|1\nz|w|2\n',
  'x;"y;y";1\nNULL;NULL;2\n',
  'x\\ty\t\\x41\\101\\b\\\\\t1\n',
  'x,y\n',
  'x,y,1,extra\n',
  'x\ty\tnot a number\n',
  '"open,y,1\n',
  '\n',
  '',
  'x,y,1',
  'x,y,1\n\\.\nz,w,2\n',
  'x\ty\t1\n\\.\n',
  'x,y,1\nz,w,2\r\n',
  'x\ty\t1\rz\tw\t2\r',
  "'x''x',$y$,1\n",
  '"a\\"b","c""d",4\n',
  'NULL,\\N,\n',
  'xxyx1\n',
  'c,b,a\nx,y,1\n',
  'é,ü,7\n',
];
for (let i = 0; i < 170; i++) {
  const where = odd()
    ? draw(['zz > 1', 'c', 'sum(c) > 1', 'c > (SELECT 1)'])
    : draw([null, null, 'c > 1', 'a IS NOT NULL']);
  const target = draw(['c', 'c', 'c', 'c (a, b, c)', 'c (b, c, a)', 'c (a)']);
  query(`COPY ${target} FROM STDIN${options(true)}${where === null ? '' : ` WHERE ${where}`}`);
  const data = draw(inputs);
  const cut = data.length < 4 ? 0 : draw([0, 2, 3]);
  const parts = cut === 0 ? [data] : [data.slice(0, cut), data.slice(cut)];
  blocks.push([...parts.map((part) => `> CopyData ${JSON.stringify(part)}`), '> CopyDone'].join('\n'));
  query('SELECT * FROM c; DELETE FROM c');
}
writeFileSync(new URL('copy_options_in.trace', import.meta.url), `${blocks.join('\n\n')}\n`);
