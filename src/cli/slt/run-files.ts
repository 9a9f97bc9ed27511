/**
 * Runs files on surfaces and says what was found. A file must do what it says on every surface, and the surfaces must
 * agree with each other even where what it says leaves room.
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { findFiles } from './files.ts';
import type { Job } from './job.ts';
import { makeSurface } from './job.ts';
import { parseFile } from './parser.ts';
import { runJobs } from './pool.ts';
import type { Dialect, SltRecord } from './record.ts';
import { isCounted } from './record.ts';
import { emptyResult, type FileResult, type Report, totalReport } from './report.ts';
import { countRecords, type FileRun } from './run-file.ts';
import { loadSkipList } from './skip-list.ts';
import { type SurfaceName, surfaceNames } from './surface.ts';

export interface RunOptions {
  readonly paths: readonly string[];
  /** Foreign files: sqllogictest-rs's reading of `.slt`, and skip-on-postgres.json is honoured. */
  readonly isForeign?: boolean;
  readonly dialect?: Dialect | undefined;
  readonly url?: string | undefined;
  readonly surfaces?: readonly SurfaceName[] | undefined;
  /** A pattern a file's path must contain. */
  readonly filter?: string | undefined;
  readonly jobs?: number | undefined;
  /** How long a worker may be silent. */
  readonly timeoutMs?: number | undefined;
  /** How many failures are kept per file and surface; all are counted. */
  readonly maxFailures?: number | undefined;
  readonly workerEntry?: string | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly jobsDone: number;
  readonly jobs: number;
  readonly records: number;
  readonly failed: number;
  readonly file: string;
}

export async function runFiles(options: RunOptions): Promise<Report> {
  const start = performance.now();
  const jobs = planJobs(options);
  const runs = new Map<Job, FileRun>();
  let records = 0;
  let failed = 0;
  const finished = (job: Job, run: FileRun): void => {
    runs.set(job, run);
    records += run.result.passed + run.result.failed + run.result.skipped;
    failed += run.result.failed;
    options.onProgress?.({ jobsDone: runs.size, jobs: jobs.length, records, failed, file: job.file });
  };
  const crashed: Promise<void>[] = [];
  await runJobs(jobs, {
    workerEntry: options.workerEntry,
    size: options.jobs ?? availableParallelism(),
    timeoutMs: options.timeoutMs ?? 300_000,
    onProgress: (job, _line, done) => {
      options.onProgress?.({ jobsDone: runs.size, jobs: jobs.length, records: records + done, failed, file: job.file });
    },
    onDone: (job, run) => {
      if (run instanceof Error) crashed.push(crashedRun(job, run).then((result) => finished(job, result)));
      else finished(job, run);
    },
  });
  await Promise.all(crashed);
  await compareSurfaces(jobs, runs);
  const results = jobs.map((job) => runs.get(job)!.result);
  results.sort((a, b) => (a.file === b.file ? order(a) - order(b) : a.file < b.file ? -1 : 1));
  return totalReport(results, Math.round(performance.now() - start));
}

function order(result: FileResult): number {
  return surfaceNames.indexOf(result.surface);
}

export function dialectOf(file: string, options: Pick<RunOptions, 'dialect' | 'isForeign'>): Dialect {
  if (options.dialect !== undefined) return options.dialect;
  if (file.endsWith('.test')) return 'sqlite';
  return options.isForeign === true ? 'rs' : 'own';
}

/** Large files first, so that none is left to run alone at the end. */
function planJobs(options: RunOptions): Job[] {
  const surfaces = options.surfaces ?? (options.url === undefined ? surfaceNames : (['simple', 'extended'] as const));
  const planned: { size: number; job: Omit<Job, 'id'> }[] = [];
  for (const path of options.paths) {
    const files = findFiles(path).filter((file) => options.filter === undefined || file.includes(options.filter));
    for (const file of files) {
      const list = options.isForeign === true ? loadSkipList(dirname(file)) : undefined;
      for (const surface of surfaces) {
        const job = {
          file,
          surface,
          url: options.url,
          dialect: dialectOf(file, options),
          skipLines: list?.skipLines(file) ?? [],
          anyOrderLines: list?.anyOrderLines(file) ?? [],
          maxFailures: options.maxFailures ?? 20,
        };
        planned.push({ size: statSync(file).size, job });
      }
    }
  }
  planned.sort((a, b) => b.size - a.size);
  return planned.map(({ job }, id) => ({ id, ...job }));
}

/** A run that never came back fails with all its records, whatever it had done. */
async function crashedRun(job: Job, error: Error): Promise<FileRun> {
  const result = emptyResult(job.file, job.surface);
  let labels: ReadonlySet<string> = new Set();
  try {
    labels = (await makeSurface(job.surface, job.url)).labels;
    result.failed = Math.max(1, countRecords(job.file, job.dialect, labels));
  } catch {
    // Then the file cannot even be read, or the engine not loaded: one failure stands for what nobody can count.
    result.failed = 1;
  }
  result.failures.push({
    file: job.file,
    line: 1,
    surface: job.surface,
    sql: '',
    message: `the file could not be run: ${error.message}`,
    expected: undefined,
    actual: undefined,
  });
  return { result, digests: new Uint32Array(0) };
}

/** Where two surfaces both met the expectation and yet answered differently, the later one fails. */
async function compareSurfaces(jobs: readonly Job[], runs: ReadonlyMap<Job, FileRun>): Promise<void> {
  const byFile = new Map<string, Job[]>();
  for (const job of jobs) byFile.set(job.file, [...(byFile.get(job.file) ?? []), job]);
  for (const group of byFile.values()) {
    group.sort((a, b) => surfaceNames.indexOf(a.surface) - surfaceNames.indexOf(b.surface));
    const first = group[0]!;
    const reference = runs.get(first)!;
    for (const job of group.slice(1)) {
      const run = runs.get(job)!;
      const length = Math.min(reference.digests.length, run.digests.length);
      for (let i = 0; i < length; i += 1) {
        const expected = reference.digests[i]!;
        const actual = run.digests[i]!;
        if (expected !== 0 && actual !== 0 && expected !== actual) failDifferent(run.result, job, first.surface, i);
      }
    }
  }
}

function failDifferent(result: FileResult, job: Job, other: SurfaceName, index: number): void {
  result.passed -= 1;
  result.failed += 1;
  if (result.failures.length >= job.maxFailures) return;
  const record = recordAt(job, index);
  result.failures.push({
    file: record?.file ?? job.file,
    line: record?.line ?? 0,
    surface: job.surface,
    sql: record !== undefined && 'sql' in record ? record.sql : '',
    message: `meets the expectation, but answers differently from ${other}`,
    expected: undefined,
    actual: undefined,
  });
}

function recordAt(job: Job, index: number): SltRecord | undefined {
  let at = 0;
  for (const record of parseFile(job.file, { dialect: job.dialect, labels: new Set() })) {
    if (!isCounted(record)) continue;
    if (at++ === index) return record;
  }
  return undefined;
}
