/**
 * Where a command's output goes: a file, or standard output for '-'. A file gets its name when it is complete, so that one that
 * was there stays until then.
 */
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

export interface TextOutput {
  /** Ends when the receiver wants more. */
  write(text: string): Promise<void>;
  /** All has been written. */
  complete(): Promise<void>;
  /** Something failed: leaves no half a file. */
  abandon(): Promise<void>;
}

export function openOutput(path: string, standardOutput: Writable): TextOutput {
  if (path === '-') {
    const write = writerOf(standardOutput);
    return { write, complete: async () => {}, abandon: async () => {} };
  }
  // A pipe or a device is written as it is.
  const direct = existsSync(path) && !statSync(path).isFile();
  const target = direct ? path : `${path}.partial`;
  const stream = createWriteStream(target);
  const write = writerOf(stream);
  return {
    write,
    async complete() {
      stream.end();
      await finished(stream);
      if (!direct) renameSync(target, path);
    },
    async abandon() {
      stream.destroy();
      await finished(stream).catch(() => {});
      if (!direct) rmSync(target, { force: true });
    },
  };
}

function writerOf(stream: Writable): (text: string) => Promise<void> {
  // Errors come to the call that wrote; without a listener they would end the process.
  stream.on('error', () => {});
  return (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
}
