/** The errors of conversions between character sets. */
import { type SqlError, sqlError } from '../../errors/index.ts';

/** PostgreSQL shows no more. */
const shownBytesMax = 8;

function shown(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length && at < shownBytesMax; at++) {
    const byte = bytes[at]!;
    text += `${at > 0 ? ' ' : ''}0x${byte < 16 ? '0' : ''}${byte.toString(16)}`;
  }
  return text;
}

/** `bytes`: as many as the first one promises, or are left. */
export function invalidSequence(set: string, bytes: Uint8Array): SqlError {
  return sqlError('character_not_in_repertoire', `invalid byte sequence for encoding "${set}": ${shown(bytes)}`);
}

export function untranslatable(bytes: Uint8Array, from: string, to: string): SqlError {
  return sqlError(
    'untranslatable_character',
    `character with byte sequence ${shown(bytes)} in encoding "${from}" has no equivalent in encoding "${to}"`,
  );
}
