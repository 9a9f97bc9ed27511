/**
 * The other end of the pool: a child process that runs jobs as they are sent. Processes and not threads, so that an engine
 * that runs out of memory or never returns costs the file it was running and nothing else.
 */
import { type Job, JobRunner } from './job.ts';
import type { FileRun } from './run-file.ts';

export type WorkerMessage =
  | { readonly type: 'progress'; readonly id: number; readonly line: number; readonly done: number }
  | { readonly type: 'done'; readonly id: number; readonly run: FileRun }
  | { readonly type: 'crashed'; readonly id: number; readonly message: string };

/** First argument of a process that is to be a worker. */
export const workerFlag = '--slt-worker';

export function serveJobs(): void {
  const runner = new JobRunner();
  const send = (message: WorkerMessage): void => {
    process.send?.(message);
  };
  process.on('message', (job: Job) => {
    runner
      .run(job, (line, done) => send({ type: 'progress', id: job.id, line, done }))
      .then((run) => send({ type: 'done', id: job.id, run }))
      .catch((error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        send({ type: 'crashed', id: job.id, message });
      });
  });
  // The parent's going away ends the worker, whose connections would otherwise keep it alive.
  process.on('disconnect', () => {
    void runner.close().finally(() => process.exit(0));
  });
}
