/**
 * `skip-on-postgres.json` beside a foreign corpus: the records which PostgreSQL itself does not pass, by file and line of
 * the `statement` or `query`, and those whose order it does not promise.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { readFileSync } from './files.ts';

export interface SkipList {
  skipLines(file: string): readonly number[];
  anyOrderLines(file: string): readonly number[];
}

const fileName = 'skip-on-postgres.json';
const nothing: SkipList = { skipLines: () => [], anyOrderLines: () => [] };

/** Looks in the directory and then upwards, so that a part of a corpus can be run alone. */
export function loadSkipList(directory: string): SkipList {
  let root = resolve(directory);
  for (;;) {
    const path = join(root, fileName);
    if (existsSync(path)) return readSkipList(path);
    const parent = dirname(root);
    if (parent === root) return nothing;
    root = parent;
  }
}

function readSkipList(path: string): SkipList {
  const root = dirname(path);
  const content = JSON.parse(readFileSync(path)) as Record<string, unknown>;
  const lines = (section: string, file: string): readonly number[] => {
    const byFile = content[section];
    if (typeof byFile !== 'object' || byFile === null) return [];
    const found = (byFile as Record<string, unknown>)[relative(root, file).split(sep).join('/')];
    return Array.isArray(found) ? found.filter((line) => typeof line === 'number') : [];
  };
  return {
    skipLines: (file) => lines('skip', file),
    anyOrderLines: (file) => lines('anyOrder', file),
  };
}
