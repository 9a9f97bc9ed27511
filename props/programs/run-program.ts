/** PostgreSQL's own client programs as child processes, of version 15: what they write changes with their version. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outputOfChild, type ProgramRun } from './child-output.ts';

const debian = '/usr/lib/postgresql/15/bin';
const folder = process.env['AIONDB_TEST_PROGRAMS'] ?? (existsSync(join(debian, 'pg_dump')) ? debian : '');

function path(program: string): string {
  return folder === '' ? program : join(folder, program);
}

/** Null: it is not there, or not of version 15. */
export function installed(program: string): string | null {
  const { error, stdout } = spawnSync(path(program), ['--version'], { encoding: 'utf8' });
  return error === undefined && /\) 15\./.test(stdout) ? stdout.trim() : null;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

export function runProgram(
  program: string,
  target: Target,
  args: readonly string[],
  input: string | null = null,
): Promise<ProgramRun> {
  const env = {
    PATH: process.env['PATH'],
    PGHOST: target.host,
    PGPORT: String(target.port),
    PGUSER: 'postgres',
    PGOPTIONS: '-c timezone=UTC',
    PGCLIENTENCODING: 'UTF8',
    PSQLRC: '/dev/null',
    LC_ALL: 'C.UTF-8',
  };
  return outputOfChild(spawn(path(program), args, { env }), input ?? '');
}

/** Standard output of a run that has to succeed; what it warns of is not looked at. */
export async function outputOf(
  program: string,
  target: Target,
  args: readonly string[],
  input: string | null = null,
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, target, args, input);
  if (code !== 0 || /error|NOTICE/i.test(stderr))
    throw new Error(`${program} ${args.join(' ')}: exit code ${code}\n${stderr}`);
  return stdout;
}

/** Without the lines that differ each time or name versions, and with one name for every database. */
export function comparable(text: string, database: string): string {
  return text
    .replaceAll(/^\\(?:un)?restrict .*\n/gm, '')
    .replaceAll(/^-- (?:Dumped|Started|Completed) .*\n/gm, '')
    .replaceAll(new RegExp(`\\bDATABASE "?${database}"?(?= |;)`, 'g'), 'DATABASE x')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** The first lines at which two texts differ, to be read in a report. */
export function firstDifference(found: string, expected: string): string | null {
  if (found === expected) return null;
  const [a, b] = [found.split('\n'), expected.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const from = at < 0 ? a.length : at;
  const shown = (lines: string[]): string => lines.slice(Math.max(0, from - 3), from + 6).join('\n');
  return `line ${from + 1}\n---- found\n${shown(a)}\n---- expected\n${shown(b)}`;
}
