/**
 * Runs one file on one surface. Each counted record ends in exactly one of passed, failed, skipped: the only exits of
 * `finish` are those three, and whatever is still waiting at the end of the file is a failure.
 */
import { performance } from 'node:perf_hooks';
import { compare, type Mismatch } from './compare.ts';
import { digestOutcome } from './digest.ts';
import type { Outcome } from './outcome.ts';
import { parseFile } from './parser.ts';
import {
  type ControlRecord,
  type Dialect,
  isCounted,
  isStatement,
  type SkipReason,
  type SltRecord,
  type StatementRecord,
} from './record.ts';
import { emptyResult, type FileResult } from './report.ts';
import type { Surface, SurfaceConnection, SurfaceDatabase } from './surface.ts';

/** Lines of skip-on-postgres.json for this file. */
export interface LineLists {
  readonly skip: ReadonlySet<number>;
  readonly anyOrder: ReadonlySet<number>;
}

export const noLists: LineLists = { skip: new Set(), anyOrder: new Set() };

export interface RunFileOptions {
  readonly dialect: Dialect;
  readonly lists: LineLists;
  readonly maxFailures: number;
  /** Told about every record that ran; the recorder listens here. */
  readonly onOutcome?: (record: StatementRecord, outcome: Outcome) => void;
  /** Told now and then which line is being run, for the watchdog and the progress line. */
  readonly onProgress?: (line: number, done: number) => void;
}

export interface FileRun {
  readonly result: FileResult;
  /** One digest per counted record, 0 where it was not run or failed. */
  readonly digests: Uint32Array;
}

interface Pending {
  readonly record: StatementRecord;
  readonly index: number;
  readonly connection: string;
  readonly outcome: Promise<Outcome>;
  isDone: boolean;
}

const progressEveryMs = 200;
/** Long enough for anything but a statement that nobody will ever release. */
const awaitLimitMs = 60_000;

export async function runFile(path: string, surface: Surface, options: RunFileOptions): Promise<FileRun> {
  const run = new Run(path, surface, options);
  const start = performance.now();
  try {
    run.database = await surface.open();
    for (const record of parseFile(path, { dialect: options.dialect, labels: surface.labels })) {
      const waiting = run.step(record);
      if (waiting !== undefined) await waiting;
    }
    run.failUnawaited();
  } finally {
    await run.close();
  }
  run.result.durationMs = Math.round(performance.now() - start);
  return { result: run.result, digests: Uint32Array.from(run.digests) };
}

/** How many counted records the file has, without running any: what is owed when a run dies half-way. */
export function countRecords(path: string, dialect: Dialect, labels: ReadonlySet<string>): number {
  let count = 0;
  for (const record of parseFile(path, { dialect, labels })) {
    if (isCounted(record)) count += 1;
  }
  return count;
}

class Run {
  readonly result: FileResult;
  readonly digests: number[] = [];
  database: SurfaceDatabase | undefined = undefined;
  private readonly surface: Surface;
  private readonly options: RunFileOptions;
  private readonly connections = new Map<string, SurfaceConnection>();
  private readonly pending = new Map<string, Pending>();
  /** Names of async records that were skipped, so that their `await` has nothing to wait for. */
  private readonly skippedNames = new Set<string>();
  private readonly labels = new Map<string, string>();
  private lastProgress = performance.now();

  constructor(path: string, surface: Surface, options: RunFileOptions) {
    this.surface = surface;
    this.options = options;
    this.result = emptyResult(path, surface.name);
  }

  /** A promise only where there is something to wait for, so that synchronous surfaces stay synchronous. */
  step(record: SltRecord): Promise<void> | undefined {
    if (isStatement(record)) {
      const isListed = record.skip === undefined && this.options.lists.skip.has(record.line);
      if (record.skip !== undefined || isListed) {
        if (record.asyncName !== undefined) this.skippedNames.add(record.asyncName);
        this.skip(record.skip ?? 'list');
        return undefined;
      }
      return this.runStatement(record);
    }
    return this.runControl(record);
  }

  private runStatement(record: StatementRecord): Promise<void> | undefined {
    const index = this.digests.push(0) - 1;
    const now = performance.now();
    if (now - this.lastProgress > progressEveryMs) {
      this.lastProgress = now;
      this.options.onProgress?.(record.line, index);
    }
    const connection = this.connections.get(record.connection);
    if (connection === undefined) return this.connectAndRun(record, index);
    return this.runOn(connection, record, index);
  }

  private async connectAndRun(record: StatementRecord, index: number): Promise<void> {
    let connection: SurfaceConnection;
    try {
      connection = await this.database!.connect();
    } catch (error) {
      this.fail(record, record.sql, {
        message: `cannot connect: ${String(error)}`,
        expected: undefined,
        actual: undefined,
      });
      return;
    }
    this.connections.set(record.connection, connection);
    await this.runOn(connection, record, index);
  }

  private runOn(connection: SurfaceConnection, record: StatementRecord, index: number): Promise<void> | undefined {
    for (const waiting of this.pending.values()) {
      if (waiting.connection === record.connection) {
        this.failWith(record, `connection "${record.connection}" is still busy with a step nobody awaited`);
        return undefined;
      }
    }
    if (record.asyncName !== undefined) return this.startAsync(connection, record, record.asyncName, index);
    const outcome = connection.run(record.sql);
    if (outcome instanceof Promise) return outcome.then((value) => this.finish(record, value, index));
    this.finish(record, outcome, index);
    return undefined;
  }

  private async startAsync(
    connection: SurfaceConnection,
    record: StatementRecord,
    name: string,
    index: number,
  ): Promise<void> {
    if (this.pending.has(name)) {
      this.failWith(record, `async name "${name}" is in use`);
      return;
    }
    const pending: Pending = {
      record,
      index,
      connection: record.connection,
      outcome: connection.start(record.sql),
      isDone: false,
    };
    pending.outcome.then(
      () => {
        pending.isDone = true;
      },
      () => undefined,
    );
    this.pending.set(name, pending);
    await this.database!.settle(connection, () => pending.isDone);
  }

  private runControl(record: ControlRecord): Promise<void> | undefined {
    if (record.kind === 'sleep') {
      return record.skip === undefined ? delay(record.sleepMs) : undefined;
    }
    if (record.kind === 'await') {
      return record.skip === undefined ? this.await(record) : undefined;
    }
    if (record.skip !== undefined) {
      this.skip(record.skip);
    } else if (this.skippedNames.has(record.text)) {
      this.skip('condition');
    } else {
      this.digests.push(0);
      if (record.kind === 'invalid') this.failWith(record, record.text);
      else this.checkBlocked(record);
    }
    return undefined;
  }

  private checkBlocked(record: ControlRecord): void {
    const pending = this.pending.get(record.text);
    if (pending === undefined) this.failWith(record, `no async step is named "${record.text}"`);
    else if (pending.isDone) this.failWith(record, `"${record.text}" was expected to wait, but it has ended`);
    else this.result.passed += 1;
  }

  private async await(record: ControlRecord): Promise<void> {
    const pending = this.pending.get(record.text);
    if (pending === undefined) {
      if (this.skippedNames.delete(record.text)) return;
      this.digests.push(0);
      this.failWith(record, `no async step is named "${record.text}"`);
      return;
    }
    const outcome = await withLimit(pending.outcome, awaitLimitMs);
    this.pending.delete(record.text);
    if (outcome === undefined) {
      this.failWith(pending.record, `still waiting after ${awaitLimitMs / 1000} s`);
      return;
    }
    this.finish(pending.record, outcome, pending.index);
  }

  private finish(record: StatementRecord, outcome: Outcome, index: number): void {
    this.options.onOutcome?.(record, outcome);
    const judged = this.options.lists.anyOrder.has(record.line) ? inAnyOrder(record) : record;
    const mismatch = compare(judged, outcome, this.options.dialect) ?? this.compareLabel(record);
    if (mismatch === undefined) {
      this.result.passed += 1;
      this.digests[index] = digestOutcome(outcome, record.kind === 'query');
    } else {
      this.fail(record, record.sql, mismatch);
    }
  }

  /** Queries with the same label must have the same result; both have met their expectation, so those are compared. */
  private compareLabel(record: StatementRecord): Mismatch | undefined {
    if (record.label === '' || record.expected === undefined) return undefined;
    const text = record.expected.length === 1 ? record.expected[0]! : record.expected.join('\n');
    const before = this.labels.get(record.label);
    if (before === undefined) {
      this.labels.set(record.label, text);
      return undefined;
    }
    if (before === text) return undefined;
    const message = `another query with the label "${record.label}" has a different result`;
    return { message, expected: before.split('\n'), actual: record.expected };
  }

  failUnawaited(): void {
    for (const [name, pending] of this.pending) this.failWith(pending.record, `async step "${name}" was never awaited`);
  }

  private skip(reason: SkipReason): void {
    this.digests.push(0);
    this.result.skipped += 1;
    this.result.skippedBy[reason] += 1;
  }

  private failWith(record: SltRecord, message: string): void {
    this.fail(record, 'sql' in record ? record.sql : '', { message, expected: undefined, actual: undefined });
  }

  private fail(record: SltRecord, sql: string, mismatch: Mismatch): void {
    this.result.failed += 1;
    if (this.result.failures.length >= this.options.maxFailures) return;
    this.result.failures.push({
      file: record.file,
      line: record.line,
      surface: this.surface.name,
      sql,
      message: mismatch.message,
      expected: mismatch.expected,
      actual: mismatch.actual,
    });
  }

  async close(): Promise<void> {
    await this.database?.close();
  }
}

/** For records whose order PostgreSQL does not promise: both sides sorted by rows. */
function inAnyOrder(record: StatementRecord): StatementRecord {
  if (record.expected === undefined || record.sortMode !== 'nosort') return record;
  const width = Math.max(1, record.valuewise ? record.columns.length : 1);
  const rows: string[][] = [];
  for (let i = 0; i < record.expected.length; i += width) rows.push(record.expected.slice(i, i + width));
  rows.sort((a, b) => {
    for (let i = 0; i < a.length; i += 1) {
      if (a[i] !== b[i]) return a[i]! < (b[i] ?? '') ? -1 : 1;
    }
    return 0;
  });
  return { ...record, sortMode: 'rowsort', expected: rows.flat() };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function withLimit<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
