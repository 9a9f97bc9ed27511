/**
 * Finding and reading sqllogictest files. The runner is a tool beside the engine, so it reads the disk directly and not
 * through `host/`, whose purpose is to let the engine's files be simulated.
 */
import { existsSync, readFileSync as readBytes, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const isTestFile = /\.(test|slt)$|\.slt\.part$/;

export function readFileSync(path: string): string {
  return readBytes(path, 'utf8');
}

/** All files below a directory in a fixed order, or the file itself. Parts are only read through `include`. */
export function findFiles(path: string): string[] {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new Error(`no such file or directory: ${path}`);
  if (statSync(absolute).isFile()) return [absolute];
  const found: string[] = [];
  const walk = (directory: string): void => {
    const entries = readdirSync(directory, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const full = join(directory, entry.name);
      if (entry.isDirectory()) walk(full);
      else if (isTestFile.test(entry.name) && !isIncludedPart(directory, entry.name)) found.push(full);
    }
  };
  walk(absolute);
  return found;
}

/**
 * `x.slt.part` is a part some other file includes (sqllogictest-rs's convention) and is no test alone, unless nothing
 * beside or above it includes anything: then the directory is a corpus of parts and each is run.
 */
function isIncludedPart(directory: string, name: string): boolean {
  if (!name.endsWith('.slt.part')) return false;
  for (const candidate of [directory, dirname(directory)]) {
    for (const entry of readdirSync(candidate)) {
      if (!entry.endsWith('.slt')) continue;
      if (/^include\s/m.test(readFileSync(join(candidate, entry)))) return true;
    }
  }
  return false;
}

/** The files an `include` names, relative to the including file, where `*` stands for any part of a file name. */
export function globSync(fromFile: string, pattern: string): string[] {
  const target = resolve(dirname(fromFile), pattern);
  if (!pattern.includes('*')) return existsSync(target) ? [target] : [];
  let directories = [resolve(dirname(fromFile))];
  for (const part of dirname(pattern).split('/')) {
    directories = directories
      .flatMap((directory) => matching(directory, part))
      .filter((path) => statSync(path).isDirectory());
  }
  return directories
    .flatMap((directory) => matching(directory, basename(pattern)))
    .filter((path) => statSync(path).isFile());
}

function matching(directory: string, part: string): string[] {
  if (!part.includes('*')) {
    const path = resolve(directory, part);
    return existsSync(path) ? [path] : [];
  }
  const source = part
    .split('*')
    .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const regex = new RegExp(`^${source}$`);
  return readdirSync(directory)
    .filter((name) => regex.test(name))
    .sort()
    .map((name) => join(directory, name));
}
