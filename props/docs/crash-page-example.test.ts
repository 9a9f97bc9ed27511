/**
 * What docs/testing-crashes.md shows is true.
 * ASSUME its JavaScript prints with console.log, and the comment behind each call says what.
 * DO run it against the source. ASSERT it prints what the comments say.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/testing-crashes.md'), 'utf8');

test('the example prints what its comments say', async () => {
  const text = /^```js\n([\s\S]*?)^```$/m.exec(page)![1]!;
  const promised = [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
  assert.is(promised.length, 2);
  const scratch = mkdtempSync(join(tmpdir(), 'aiondb-example-'));
  const printed: string[] = [];
  const { log } = console;
  console.log = (value: unknown) => void printed.push(String(value));
  try {
    const file = join(scratch, 'example.mjs');
    writeFileSync(file, text.replace("'aiondb/testing'", `'${pathToFileURL(join(root, 'src/testing.ts')).href}'`));
    await import(pathToFileURL(file).href);
  } finally {
    console.log = log;
    rmSync(scratch, { recursive: true, force: true });
  }
  assert.equal(printed, promised);
});

test.run();
