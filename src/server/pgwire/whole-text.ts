import type { FieldReader } from '../../types/binary/field-reader.ts';
import { badMessage } from './bind-message.ts';

/** Of a message that is one text. */
export function wholeText(fields: FieldReader): string {
  const text = fields.cstring();
  fields.end(badMessage);
  return text;
}
