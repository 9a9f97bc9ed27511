/** `aiondb restore`: the statements of a dump into a database. */
import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { RestoreError, type RestoreProgress, restoreDatabase } from '../../embedded/restore/index.ts';
import type { DatabaseCore } from '../../session/index.ts';
import { type ErrorOutput, ProgressLine, sizeText } from './progress-line.ts';

export interface RestoreCommand {
  /** A file, or '-' for standard input. */
  readonly input: string;
  readonly keepGoing?: boolean;
  readonly noOwner?: boolean;
  readonly noPrivileges?: boolean;
}

/** The exit code: 0, or 1 when a statement failed, which is said on stderr; what else fails is thrown. */
export async function runRestore(
  core: DatabaseCore,
  { input, ...options }: RestoreCommand,
  streams: { readonly stdin: Readable; readonly stderr: ErrorOutput } = process,
): Promise<number> {
  const name = input === '-' ? 'standard input' : input;
  const total = input === '-' ? null : statSync(input).size;
  const source = input === '-' ? streams.stdin : createReadStream(input, { highWaterMark: 1 << 18 });
  const progress = new ProgressLine(streams.stderr, core.host);
  const say = (text: string): void => {
    progress.clear();
    streams.stderr.write(`aiondb restore: ${name}: ${text}\n`);
  };
  const sayError = (error: RestoreError): void => {
    const statement = error.statement === '' ? '' : `\nSTATEMENT:  ${error.statement}`;
    say(`${error.message}${statement}`);
  };
  try {
    const { errors } = await restoreDatabase(core, source, {
      ...options,
      onProgress: (state) => progress.show(() => progressText(state, total)),
      onError: sayError,
      onNotice: ({ severity, message }, line) => say(`line ${line}: ${severity}:  ${message}`),
    });
    return errors === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RestoreError)) throw error;
    sayError(error);
    if (!options.keepGoing) say('nothing was restored: the transaction has been rolled back');
    return 1;
  } finally {
    progress.clear();
  }
}

function progressText({ bytesRead, rows }: RestoreProgress, total: number | null): string {
  const part = total === null ? sizeText(bytesRead) : `${sizeText(bytesRead)} of ${sizeText(total)}`;
  return `${part}, ${rows} rows`;
}
