/**
 * Spreads jobs over child processes. A child that dies, or says nothing for too long, is replaced, and what it was
 * running is reported as an error instead of a result.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { type Job, JobRunner } from './job.ts';
import type { FileRun } from './run-file.ts';
import { type WorkerMessage, workerFlag } from './worker.ts';

export interface PoolOptions {
  /** The script that calls `serveJobs` when started with `workerFlag`; without one all runs in this process. */
  readonly workerEntry: string | undefined;
  readonly size: number;
  readonly timeoutMs: number;
  readonly onProgress: (job: Job, line: number, done: number) => void;
  readonly onDone: (job: Job, run: FileRun | Error) => void;
}

export async function runJobs(jobs: readonly Job[], options: PoolOptions): Promise<void> {
  if (options.workerEntry === undefined || jobs.length === 0) return runHere(jobs, options);
  const queue = [...jobs];
  const lanes: Promise<void>[] = [];
  for (let i = 0; i < Math.min(options.size, jobs.length); i += 1) lanes.push(runLane(queue, options));
  await Promise.all(lanes);
}

async function runHere(jobs: readonly Job[], options: PoolOptions): Promise<void> {
  const runner = new JobRunner();
  for (const job of jobs) {
    try {
      options.onDone(job, await runner.run(job, (line, done) => options.onProgress(job, line, done)));
    } catch (error) {
      options.onDone(job, error instanceof Error ? error : new Error(String(error)));
    }
  }
  await runner.close();
}

async function runLane(queue: Job[], options: PoolOptions): Promise<void> {
  let child: ChildProcess | undefined;
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    child ??= fork(options.workerEntry!, [workerFlag], { serialization: 'advanced' });
    const run = await runInChild(child, job, options);
    if (run instanceof Error) {
      child.kill('SIGKILL');
      child = undefined;
    }
    options.onDone(job, run);
  }
  if (child !== undefined) await endChild(child);
}

function runInChild(child: ChildProcess, job: Job, options: PoolOptions): Promise<FileRun | Error> {
  return new Promise((resolve) => {
    let line = 0;
    let timer: NodeJS.Timeout | undefined;
    const finish = (run: FileRun | Error): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(run);
    };
    const watch = (): void => {
      clearTimeout(timer);
      const seconds = options.timeoutMs / 1000;
      timer = setTimeout(
        () => finish(new Error(`no sign of life for ${seconds} s behind line ${line}`)),
        options.timeoutMs,
      );
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.id !== job.id) return;
      if (message.type === 'done') {
        finish(message.run);
      } else if (message.type === 'crashed') {
        finish(new Error(message.message));
      } else {
        line = message.line;
        options.onProgress(job, message.line, message.done);
        watch();
      }
    };
    const onExit = (code: number | null, signal: string | null): void => {
      finish(new Error(`the process running it ended (${signal ?? `exit code ${code}`}) behind line ${line}`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    watch();
    child.send(job);
  });
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.disconnect();
  });
}
