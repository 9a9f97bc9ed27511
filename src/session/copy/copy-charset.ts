/** The character set of COPY's data: that of the option, otherwise the client's. */
import { sqlError } from '../../errors/index.ts';
import { type Charset, clientCharset } from '../../types/charsets/index.ts';
import type { ResultSink } from '../result.ts';
import type { CopyOptions } from './copy-options.ts';

/** null: UTF-8. Binary data have their texts in the client's, whatever the option says. */
export function copyCharset({ encoding, binary }: CopyOptions, from: boolean, sink: ResultSink): Charset | null {
  if (encoding === null || binary) return sink.charset ?? null;
  const charset = clientCharset(encoding);
  if (charset !== undefined) return charset;
  const [source, destination] = from ? [encoding, 'UTF8'] : ['UTF8', encoding];
  throw sqlError(
    'undefined_function',
    `default conversion function for encoding "${source}" to "${destination}" does not exist`,
  );
}
