/** `aiondb dump`: a database as SQL text. */
import type { Writable } from 'node:stream';
import { type DumpProgress, dumpDatabase } from '../../embedded/dump/index.ts';
import type { DatabaseCore } from '../../session/index.ts';
import { type ErrorOutput, ProgressLine, sizeText } from './progress-line.ts';
import { openOutput } from './text-output.ts';

export interface DumpCommand {
  /** A file, or '-' for standard output. */
  readonly output: string;
  readonly roles?: boolean;
  readonly schemaOnly?: boolean;
  readonly dataOnly?: boolean;
  readonly noOwner?: boolean;
  readonly noPrivileges?: boolean;
}

/** The exit code; what fails is thrown. */
export async function runDump(
  core: DatabaseCore,
  { output: path, ...options }: DumpCommand,
  streams: { readonly stdout: Writable; readonly stderr: ErrorOutput } = process,
): Promise<number> {
  const output = openOutput(path, streams.stdout);
  const progress = new ProgressLine(streams.stderr, core.host);
  const onProgress = (state: DumpProgress): void => progress.show(() => progressText(state));
  const onWarning = (message: string): void => {
    progress.clear();
    streams.stderr.write(`aiondb dump: warning: ${message}\n`);
  };
  try {
    await dumpDatabase(core, { ...options, onProgress, onWarning }, (text) => output.write(text));
    await output.complete();
    return 0;
  } catch (error) {
    await output.abandon();
    throw error;
  } finally {
    progress.clear();
  }
}

function progressText({ table, tablesDone, tablesTotal, rows, written }: DumpProgress): string {
  return `${tablesDone} of ${tablesTotal} tables, ${rows} rows, ${sizeText(written)}${table === null ? '' : `: ${table}`}`;
}
