/** Data of COPY out of the script, for the statement as it asks for it. */
import { sqlError } from '../../errors/index.ts';
import { PulledInput } from '../pulled-input.ts';
import type { ByteLines } from './byte-lines.ts';

export class CopyFeed extends PulledInput {
  private readonly lines: ByteLines;

  constructor(lines: ByteLines) {
    super();
    this.lines = lines;
  }

  /** Passes over what the statement left: it failed, and its data are no statements. */
  async discard(): Promise<void> {
    while (!this.ended) this.ended = (await this.lines.nextCopyBlock()).ended !== 'no';
  }

  protected async read(): Promise<Buffer> {
    const { data, ended } = await this.lines.nextCopyBlock();
    this.ended = ended !== 'no';
    if (ended !== 'text') return data;
    throw sqlError('bad_copy_file_format', 'the text ends within the data of COPY', {
      hint: 'The dump was cut off.',
    });
  }
}
