/** The databases that are dumped, and where PostgreSQL's dumps of them are. */
import { readFileSync } from 'node:fs';
import { everything, roles } from '../dump/databases.ts';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

export interface Case {
  readonly name: string;
  readonly script: string;
}

export const cases: readonly Case[] = [
  { name: 'everything', script: `${roles}\n${everything}` },
  { name: 'more', script: file('more.sql') },
];

/** What each dump is made with, by the end of its file's name. */
export const kinds: Readonly<Record<string, readonly string[]>> = {
  dump: [],
  inserts: ['--column-inserts', '--rows-per-insert=2', '--data-only', '--disable-triggers'],
  clean: ['--clean', '--if-exists', '--no-owner', '--no-privileges', '--schema-only'],
};

export function recordedDump(name: string, kind: string): string {
  return file(kind === '' ? `${name}.txt` : `${name}.${kind}.txt`);
}
