/**
 * What the README shows is true.
 * ASSUME an example prints with console.log, and the comment behind each call says what, as one line of node's inspect.
 * DO run the examples of docs/examples/ against the source, with the package names resolved to it. ASSERT they print what their
 * comments say, and the README shows their text and no JavaScript besides.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docs/examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const sources: Readonly<Record<string, string>> = {
  aiondb: pathToFileURL(join(root, 'src/index.ts')).href,
  pg: import.meta.resolve('pg'),
};

/** The example as a module that can stand anywhere. */
function resolved(text: string): string {
  return text.replaceAll(/from '([^']+)';/g, (whole, name: string) => {
    const source = sources[name];
    return source === undefined ? whole : `from '${source}';`;
  });
}

function promised(text: string): string[] {
  return [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
}

async function printed(text: string): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'aiondb-example-'));
  const lines: string[] = [];
  const { log } = console;
  console.log = (...values: unknown[]) => {
    lines.push(formatWithOptions({ breakLength: Number.POSITIVE_INFINITY, compact: 10 }, ...values));
  };
  try {
    const file = join(scratch, 'example.mjs');
    writeFileSync(file, resolved(text));
    await import(pathToFileURL(file).href);
  } finally {
    console.log = log;
    rmSync(scratch, { recursive: true, force: true });
  }
  return lines;
}

for (const name of examples) {
  const text = readFileSync(join(folder, name), 'utf8');
  test(`docs/examples/${name} prints what its comments say`, async () => {
    const lines = promised(text);
    assert.ok(lines.length > 0, 'the example says nothing that can be checked');
    assert.is(text.match(/console\.log/g)?.length, lines.length, 'each console.log has a comment');
    assert.equal(await printed(text), lines);
  });
  test(`the README shows docs/examples/${name}`, () => {
    assert.ok(readme.includes(`\`\`\`js\n${text}\`\`\`\n`), 'the block in the README is another text');
  });
}

test('the README has no JavaScript that is not run', () => {
  assert.is(readme.match(/^```js$/gm)?.length, examples.length);
});

test.run();
