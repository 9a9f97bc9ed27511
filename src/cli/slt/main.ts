/** The `slt` command: reads its arguments, runs or records, and answers with an exit code. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findFiles } from './files.ts';
import { failureText, ProgressLine } from './print.ts';
import type { Dialect } from './record.ts';
import { recordFile } from './recorder.ts';
import { summaryLine } from './report.ts';
import { countRecords } from './run-file.ts';
import { dialectOf, type RunOptions, runFiles } from './run-files.ts';
import { type SurfaceName, surfaceNames } from './surface.ts';

export const usage = `slt: run sqllogictest files

  slt [options] [FILE|DIR ...]        our own files (default: sqllogic)
  slt [options] --corpus DIR          foreign files, as engine "postgresql"; honours DIR/skip-on-postgres.json

  --surface NAME    embedded, simple, extended or all (default: all)
  --url URL         run against a server instead (simple and extended protocol)
  --record          with --url: write the server's answers into the files
  --filter TEXT     only files whose path contains TEXT
  --jobs N          processes (default: one per core)
  --dialect NAME    own, rs or sqlite (default: by file name)
  --timeout N       seconds a process may be silent before its file fails (default: 300)
  --max-failures N  failures shown per file and surface (default: 20); all are counted
  --json FILE       write a report
  --count           print how many records the files have, and run nothing
`;

class UsageError extends Error {}

/** `workerEntry` is the script to start child processes with; see `pool.ts`. */
export async function main(args: readonly string[], workerEntry: string | undefined): Promise<number> {
  try {
    return await dispatch(args, workerEntry);
  } catch (error) {
    if (error instanceof UsageError || (error as { code?: unknown }).code?.toString().startsWith('ERR_PARSE_ARGS')) {
      process.stderr.write(`${(error as Error).message}\n\n${usage}`);
      return 2;
    }
    throw error;
  }
}

async function dispatch(args: readonly string[], workerEntry: string | undefined): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      corpus: { type: 'string' },
      surface: { type: 'string' },
      url: { type: 'string' },
      record: { type: 'boolean' },
      filter: { type: 'string' },
      jobs: { type: 'string' },
      dialect: { type: 'string' },
      timeout: { type: 'string' },
      'max-failures': { type: 'string' },
      json: { type: 'string' },
      count: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const isForeign = values.corpus !== undefined;
  const paths = values.corpus !== undefined ? [values.corpus, ...positionals] : positionals;
  if (paths.length === 0) paths.push('sqllogic');
  if (values.record === true) {
    if (values.url === undefined)
      throw new UsageError('--record needs --url: expectations come from a real PostgreSQL');
    if (isForeign) throw new UsageError('--record rewrites our own files only');
    return record(paths, values.url, values.filter, readNumber('--jobs', values.jobs) ?? 2);
  }
  const progress = new ProgressLine(process.stderr);
  const timeout = readNumber('--timeout', values.timeout);
  const options: RunOptions = {
    paths,
    isForeign,
    dialect: readDialect(values.dialect),
    url: values.url,
    surfaces: readSurfaces(values.surface, values.url),
    filter: values.filter,
    jobs: readNumber('--jobs', values.jobs),
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    maxFailures: readNumber('--max-failures', values['max-failures']),
    workerEntry,
    onProgress: (state) => progress.show(state),
  };
  if (values.count === true) return count(options);
  const report = await runFiles(options);
  progress.clear();
  process.stdout.write(await failureText(report));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
  const seconds = (report.durationMs / 1000).toFixed(1);
  const files = new Set(report.files.map((file) => file.file)).size;
  const surfaces = new Set(report.files.map((file) => file.surface)).size;
  process.stdout.write(`${files} files on ${surfaces} surfaces in ${seconds} s\n${summaryLine(report)}\n`);
  // Nothing run is no success: a mistyped path must not look like a passing corpus.
  return report.failed === 0 && report.passed > 0 ? 0 : 1;
}

function count(options: RunOptions): number {
  let records = 0;
  let files = 0;
  for (const path of options.paths) {
    for (const file of findFiles(path)) {
      if (options.filter !== undefined && !file.includes(options.filter)) continue;
      records += countRecords(file, dialectOf(file, options), new Set(['postgresql']));
      files += 1;
    }
  }
  process.stdout.write(`${records} records in ${files} files\n`);
  return 0;
}

async function record(
  paths: readonly string[],
  url: string,
  filter: string | undefined,
  lanes: number,
): Promise<number> {
  const files = paths.flatMap(findFiles).filter((file) => filter === undefined || file.includes(filter));
  let records = 0;
  let changed = 0;
  let warned = 0;
  const queue = [...files];
  const lane = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const recording = await recordFile(file, url);
      records += recording.records;
      if (recording.isChanged) changed += 1;
      warned += recording.warnings.length;
      for (const warning of recording.warnings) process.stdout.write(`${warning}\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.stdout.write(
    `${records} records in ${files.length} files recorded, ${changed} files changed, ${warned} warnings\n`,
  );
  return warned === 0 ? 0 : 1;
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`${name} needs a whole number above 0`);
  return number;
}

function readDialect(text: string | undefined): Dialect | undefined {
  if (text === undefined || text === 'own' || text === 'rs' || text === 'sqlite') return text;
  throw new UsageError(`unknown dialect "${text}"`);
}

function readSurfaces(text: string | undefined, url: string | undefined): readonly SurfaceName[] | undefined {
  if (text === undefined || text === 'all') return undefined;
  const wanted = text.split(',');
  for (const name of wanted) {
    if (!surfaceNames.includes(name as SurfaceName)) throw new UsageError(`unknown surface "${name}"`);
    if (url !== undefined && name === 'embedded') throw new UsageError('a server behind --url has no embedded surface');
  }
  return wanted as SurfaceName[];
}
