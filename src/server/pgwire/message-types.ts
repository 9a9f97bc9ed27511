/** Which types of messages a client may send behind its start. */
import { SqlError } from '../../errors/index.ts';

const codes = (letters: string): ReadonlySet<number> => new Set([...letters].map((letter) => letter.charCodeAt(0)));
/** Messages of the query cycle, and those a COPY FROM STDIN takes; Flush and Sync mean nothing there. */
const queryTypes = codes('QPBEDCHSXFdcf');
const copyTypes = codes('dcfHS');

/** In a COPY FROM STDIN something came that is not for it: the statement fails. -1: nothing has come. */
export function strangeInCopy(type: number): SqlError | null {
  if (type < 0 || copyTypes.has(type)) return null;
  const code = type.toString(16).toUpperCase().padStart(2, '0');
  return new SqlError('08P01', `unexpected message type 0x${code} during COPY from stdin`);
}

/** The type alone ends the connection: the length behind it may be anything. -1: nothing has come. */
export function checkType(type: number): void {
  if (type >= 0 && !queryTypes.has(type)) {
    throw new SqlError('08P01', `invalid frontend message type ${type}`, {}, 'FATAL');
  }
}
