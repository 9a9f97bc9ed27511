/** A child process that is given its input and heard to its end. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

export interface ProgramRun {
  /** Exit code; -1 for a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function outputOfChild(child: ChildProcessWithoutNullStreams, input: string): Promise<ProgramRun> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
