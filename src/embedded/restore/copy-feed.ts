/** Data of COPY out of the script, for the statement as it asks for it. */
import { sqlError } from '../../errors/index.ts';
import type { CopyInput } from '../../session/index.ts';
import type { ByteLines } from './byte-lines.ts';

export class CopyFeed implements CopyInput {
  private readonly lines: ByteLines;
  private piece: Buffer | null = null;
  private ended = false;
  private failure: { readonly error: unknown } | null = null;

  constructor(lines: ByteLines) {
    this.lines = lines;
  }

  take(): Buffer | 'end' | null {
    if (this.failure !== null) throw this.failure.error;
    const { piece } = this;
    this.piece = null;
    if (piece !== null && piece.length > 0) return piece;
    return this.ended ? 'end' : null;
  }

  whenReady(wake: () => void): void {
    this.read().then(wake, (error: unknown) => {
      this.failure = { error };
      wake();
    });
  }

  /** Passes over what the statement left: it failed, and its data are no statements. */
  async discard(): Promise<void> {
    while (!this.ended) this.ended = (await this.lines.nextCopyBlock()).ended !== 'no';
  }

  private async read(): Promise<void> {
    const { data, ended } = await this.lines.nextCopyBlock();
    if (ended === 'text') {
      this.ended = true;
      throw sqlError('bad_copy_file_format', 'the text ends within the data of COPY', {
        hint: 'The dump was cut off.',
      });
    }
    this.piece = data;
    this.ended = ended === 'marker';
  }
}
