/** psql as a child process: scripts of commands, and what it answered to each. */
import { spawn, spawnSync } from 'node:child_process';
import { outputOfChild, type ProgramRun } from '../programs/child-output.ts';

export const psql = process.env['AIONDB_TEST_PSQL'] ?? 'psql';

export function psqlVersion(): string | null {
  const { error, stdout } = spawnSync(psql, ['--version'], { encoding: 'utf8' });
  return error === undefined ? stdout.trim() : null;
}

export function runPsql(url: string, args: readonly string[], input: string): Promise<ProgramRun> {
  const env = {
    ...process.env,
    PGOPTIONS: '-c timezone=UTC',
    PGCLIENTENCODING: 'UTF8',
    LC_ALL: 'C.UTF-8',
    PSQLRC: '/dev/null',
  };
  return outputOfChild(spawn(psql, ['-X', '-q', '-P', 'pager=off', ...args, url], { env }), input);
}

const mark = '#### ';

/** Runs commands one after the other in one session; each one's output, then what it said on its error stream. */
export async function answers(url: string, commands: readonly string[], setup = ''): Promise<string[]> {
  const script = commands.map((command, i) => `\\echo '${mark}${i}'\n\\warn '${mark}${i}'\n${command}\n`).join('');
  const { stdout, stderr } = await runPsql(url, [], `${setup}\n${script}`);
  const out = pieces(stdout);
  const err = pieces(stderr);
  return commands.map((_command, i) => mask(`${out[i] ?? '(psql left)\n'}${err[i] ?? ''}`));
}

function pieces(text: string): string[] {
  const found: string[] = [];
  for (const piece of text.split(new RegExp(`^${mark}(?=\\d+$)`, 'm')).slice(1)) {
    const end = piece.indexOf('\n');
    found[Number(piece.slice(0, end))] = piece.slice(end + 1);
  }
  return found;
}

/**
 * Sizes on disk depend on how a server stores things, our databases have other names, and what built-in objects are said to be for is
 * PostgreSQL's text: these are masked, and with them the widths of their columns. So are places in PostgreSQL's source.
 */
function mask(text: string): string {
  const plain = text.replaceAll(/[ \t]+$/gm, '').replaceAll(/^LOCATION: .*\n/gm, '');
  if (!/ Size | List of databases|^ pg_catalog .*\|/m.test(plain)) return plain;
  return plain
    .replaceAll(/^ (?:aiondb_psql_\d+|default)(?= *\|)/gm, ' DB')
    .replaceAll(/\b\d+ (?:bytes|kB|MB|GB)(?= *(?:\||$))/gm, '~')
    .replaceAll(/^( pg_catalog .*\|)[^|]*$/gm, / Description$/m.test(plain) ? '$1' : '$&')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-+/g, '-');
}

/** A file of commands, each followed by its answer: `> command`, then the lines. */
export function parseAnswers(text: string): { command: string; answer: string }[] {
  return text
    .split(/^> /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), answer: part.slice(end + 1) };
    });
}
export function formatAnswers(commands: readonly string[], found: readonly string[]): string {
  return commands
    .map((command, i) => `> ${command.replaceAll('\n', '⏎')}\n${found[i]!.replace(/\n*$/, '\n')}`)
    .join('');
}
