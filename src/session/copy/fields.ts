/** Records to fields: null where the field stands for NULL. */
import { isUtf8 } from 'node:buffer';
import { sqlError } from '../../errors/index.ts';
import { invalidText } from '../../types/invalid-text.ts';
import type { CopyOptions } from './copy-options.ts';

export function textFields(record: string, options: CopyOptions): (string | null)[] {
  const { delimiter, nullText } = options;
  if (!record.includes('\\')) {
    const fields: (string | null)[] = record.split(delimiter);
    for (let i = 0; i < fields.length; i++) if (fields[i] === nullText) fields[i] = null;
    return fields;
  }
  const fields: (string | null)[] = [];
  const separator = delimiter.charCodeAt(0);
  let start = 0;
  let escapes = false;
  for (let i = 0; ; i++) {
    const code = i < record.length ? record.charCodeAt(i) : -1;
    if (code === 92) {
      escapes = true;
      i++;
    } else if (code === separator || code === -1) {
      const raw = record.slice(start, i);
      fields.push(raw === nullText ? null : escapes ? unescaped(raw) : raw);
      if (code === -1) return fields;
      start = i + 1;
      escapes = false;
    }
  }
}

const escapePattern = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([\s\S]))/g;
const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unescaped(raw: string): string {
  let bytes = false;
  const text = raw.replace(escapePattern, (_all, octal?: string, hex?: string, letter?: string) => {
    if (letter !== undefined) return letters[letter] ?? letter;
    const code = (octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex!, 16)) & 0xff;
    if (code === 0) throw invalidText(Buffer.from([0]));
    if (code > 127) bytes = true;
    return String.fromCharCode(code);
  });
  return bytes ? withBytes(raw) : text;
}

/** Escapes can give single bytes of a character. */
function withBytes(raw: string): string {
  const parts: Buffer[] = [];
  let at = 0;
  for (const match of raw.matchAll(escapePattern)) {
    parts.push(Buffer.from(raw.slice(at, match.index)));
    at = match.index + match[0].length;
    const [, octal, hex, letter] = match;
    if (letter !== undefined) parts.push(Buffer.from(letters[letter] ?? letter));
    else
      parts.push(Buffer.from([(octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex!, 16)) & 0xff]));
  }
  parts.push(Buffer.from(raw.slice(at)));
  const bytes = Buffer.concat(parts);
  if (!isUtf8(bytes)) throw invalidText(bytes);
  return bytes.toString('utf8');
}
/** `forceNotNull`, `forceNull`: by field. */
export function csvFields(
  record: string,
  options: CopyOptions,
  forceNotNull: readonly boolean[],
  forceNull: readonly boolean[],
): (string | null)[] {
  const { delimiter, quote, escape: escapeChar, nullText } = options;
  const fields: (string | null)[] = [];
  const add = (value: string, quoted: boolean): void => {
    const field = fields.length;
    const isNull = value === nullText && (quoted ? forceNull[field] === true : forceNotNull[field] !== true);
    fields.push(isNull ? null : value);
  };
  if (!record.includes(quote)) {
    for (const field of record.split(delimiter)) add(field, false);
    return fields;
  }
  let value = '';
  let quoted = false;
  let inQuote = false;
  for (let i = 0; i < record.length; i++) {
    const char = record[i]!;
    if (inQuote) {
      const after = record[i + 1];
      if (char === escapeChar && (after === quote || after === escapeChar)) {
        value += after;
        i++;
      } else if (char === quote) inQuote = false;
      else value += char;
    } else if (char === delimiter) {
      add(value, quoted);
      value = '';
      quoted = false;
    } else if (char === quote) {
      inQuote = true;
      quoted = true;
    } else value += char;
  }
  if (inQuote) throw sqlError('bad_copy_file_format', 'unterminated CSV quoted field');
  add(value, quoted);
  return fields;
}
