/** Messages of the client while a COPY FROM STDIN takes them ("COPY Operations"). Flush and Sync mean nothing there. */
import { sqlError } from '../../errors/index.ts';
import { FieldReader } from '../../types/binary/field-reader.ts';
import type { Charset } from '../../types/charsets/index.ts';
import type { CopyQueue } from './copy-streams.ts';
import type { MessageReader } from './message-reader.ts';
import { strangeInCopy } from './message-types.ts';
import { wholeText } from './whole-text.ts';

/**
 * 'waits': for more from the client; 'stopped': the COPY has enough for now, or has all; 'lost': what came is no message of a COPY, so the
 * statement fails and then the connection ends, for what else is on its way cannot be told from data.
 */
export function feedCopy(
  copy: CopyQueue,
  reader: MessageReader,
  charset: Charset | null,
): 'waits' | 'stopped' | 'lost' {
  while (copy.hasRoom && !copy.complete) {
    const strange = strangeInCopy(reader.peekType());
    if (strange !== null) {
      copy.fail(strange);
      return 'lost';
    }
    const message = reader.next();
    if (message === null) return 'waits';
    const letter = String.fromCharCode(message.type);
    if (letter === 'd') copy.data(message.payload);
    else if (letter === 'c') copy.done();
    else if (letter === 'f') copy.fail(copyFailure(new FieldReader(message.payload, charset)));
  }
  return 'stopped';
}

function copyFailure(fields: FieldReader): Error {
  try {
    return sqlError('query_canceled', `COPY from stdin failed: ${wholeText(fields)}`);
  } catch (error) {
    return error as Error;
  }
}
