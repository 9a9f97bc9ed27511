/**
 * The pages point at what is there.
 * ASSUME a path in backticks starts at the project's folder, or, in life-of-a-query.md, below src/; names there are of the source.
 * DO read all pages but those of dependencies. ASSERT each relative link, each such path and, in life-of-a-query.md, each name exists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

const pages = [
  ...readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, name)),
  ...filesBelow(join(root, 'docs'), '.md'),
];
const life = join(root, 'docs/architecture/life-of-a-query.md');

function withoutBlocks(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
}
function quoted(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
}

test('links lead somewhere', () => {
  let seen = 0;
  const broken: string[] = [];
  for (const page of pages) {
    for (const [, target] of withoutBlocks(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      seen++;
      if (!existsSync(join(dirname(page), target!))) broken.push(`${relative(root, page)}: ${target}`);
    }
  }
  assert.ok(seen > 20, 'the links were found');
  assert.equal(broken, []);
});

test('paths exist', () => {
  let seen = 0;
  const missing: string[] = [];
  for (const page of pages) {
    for (const text of quoted(page)) {
      // Words in capitals stand for something; stars and dots for several files.
      if (!/^(src|props|sqllogic|docs|bin|grammar|bench)\/[\w./-]*$/.test(text) || /[A-Z]{2}|\.\./.test(text)) continue;
      seen++;
      if (!existsSync(join(root, text))) missing.push(`${relative(root, page)}: ${text}`);
    }
  }
  assert.ok(seen > 50, 'the paths were found');
  assert.equal(missing, []);
});

test('life-of-a-query.md names files and functions of the source', () => {
  const source = filesBelow(join(root, 'src'), '.ts')
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  // The example's own names stand in its blocks of code.
  const blocks = [...readFileSync(life, 'utf8').matchAll(/^```[\s\S]*?^```$/gm)].join('\n');
  const names = new Set(`${source}\n${blocks}`.match(/[A-Za-z_$][\w$]*/g));
  let seen = 0;
  const missing: string[] = [];
  for (const text of quoted(life)) {
    if (/^[\w/-]+\/[\w-]+(\.ts|\/)$/.test(text)) {
      seen++;
      if (!text.startsWith('docs/') && !existsSync(join(root, 'src', text))) missing.push(text);
    } else if (/^[A-Za-z][\w]*(\.[A-Za-z]\w*)*(\(\))?$/.test(text) && !text.endsWith('.ts')) {
      seen++;
      for (const part of text.replace('()', '').split('.')) if (!names.has(part)) missing.push(text);
    }
  }
  assert.ok(seen > 60, 'the names were found');
  assert.equal(missing, []);
});

test.run();
