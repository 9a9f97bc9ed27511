/** One file on one surface as a unit of work that can be handed to another process, and how it is done there or here. */

import type { Dialect } from './record.ts';
import { type FileRun, type LineLists, noLists, runFile } from './run-file.ts';
import type { Surface, SurfaceName } from './surface.ts';
import { UrlSurface } from './url-surface.ts';

export interface Job {
  readonly id: number;
  readonly file: string;
  readonly surface: SurfaceName;
  /** A server to run against instead of the engine in this process. */
  readonly url: string | undefined;
  readonly dialect: Dialect;
  readonly skipLines: readonly number[];
  readonly anyOrderLines: readonly number[];
  readonly maxFailures: number;
}

export async function makeSurface(name: SurfaceName, url: string | undefined): Promise<Surface> {
  if (url !== undefined) return new UrlSurface(name, url);
  // Loaded here and not above, so that `--url` and `--record` do not start an engine they never ask.
  const { EngineSurface } = await import('./engine-surface.ts');
  return new EngineSurface(name);
}

/** Runs jobs one after the other and keeps a surface between them. */
export class JobRunner {
  private readonly surfaces = new Map<string, Surface>();

  async run(job: Job, onProgress: (line: number, done: number) => void): Promise<FileRun> {
    const key = `${job.surface} ${job.url ?? ''}`;
    let surface = this.surfaces.get(key);
    if (surface === undefined) {
      surface = await makeSurface(job.surface, job.url);
      this.surfaces.set(key, surface);
    }
    return runFile(job.file, surface, {
      dialect: job.dialect,
      lists: listsOf(job),
      maxFailures: job.maxFailures,
      onProgress,
    });
  }

  async close(): Promise<void> {
    for (const surface of this.surfaces.values()) await surface.close();
    this.surfaces.clear();
  }
}

function listsOf(job: Job): LineLists {
  if (job.skipLines.length === 0 && job.anyOrderLines.length === 0) return noLists;
  return { skip: new Set(job.skipLines), anyOrder: new Set(job.anyOrderLines) };
}
