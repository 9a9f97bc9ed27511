/** What a run found, file by file and surface by surface, and its totals. Every counted record is in exactly one of them. */
import type { SurfaceName } from './surface.ts';

export interface Failure {
  readonly file: string;
  readonly line: number;
  readonly surface: SurfaceName;
  readonly sql: string;
  readonly message: string;
  readonly expected: readonly string[] | undefined;
  readonly actual: readonly string[] | undefined;
}

export interface SkipCounts {
  condition: number;
  list: number;
  halt: number;
}

/** One file on one surface. */
export interface FileResult {
  readonly file: string;
  readonly surface: SurfaceName;
  passed: number;
  failed: number;
  skipped: number;
  readonly skippedBy: SkipCounts;
  /** The first failures; `failed` counts them all. */
  readonly failures: Failure[];
  durationMs: number;
}

export interface Report {
  readonly files: readonly FileResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
}

export function emptyResult(file: string, surface: SurfaceName): FileResult {
  return {
    file,
    surface,
    passed: 0,
    failed: 0,
    skipped: 0,
    skippedBy: { condition: 0, list: 0, halt: 0 },
    failures: [],
    durationMs: 0,
  };
}

export function totalReport(files: readonly FileResult[], durationMs: number): Report {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const file of files) {
    passed += file.passed;
    failed += file.failed;
    skipped += file.skipped;
  }
  return { files, passed, failed, skipped, durationMs };
}

export function summaryLine(report: Pick<Report, 'passed' | 'failed' | 'skipped'>): string {
  return `${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`;
}
