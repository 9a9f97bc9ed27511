/**
 * Conversions from one set to another that do not go by way of UTF-8: PostgreSQL has tables of its own for some pairs, which
 * answer otherwise than two steps would.
 */
import { characterRules } from './character-rules.ts';
import { type NamedTable, readTables } from './character-tables.ts';
import { untranslatable } from './conversion-errors.ts';

let tables: ReadonlyMap<string, NamedTable> | null = null;

/** `bytes` are whole characters of the set. null: there is no such table. */
export function convertBetween(bytes: Uint8Array, from: string, to: string): Uint8Array | null {
  // What stands for code points in these tables are codes of the other set.
  tables ??= readTables('between');
  const codes = tables.get(`${from}>${to}`)?.table.codePoints;
  if (codes === undefined) return null;
  const rules = characterRules(from);
  const end = bytes.length;
  const converted = new Uint8Array(end * characterRules(to).maxBytes);
  let size = 0;
  for (let at = 0; at < end; ) {
    const first = bytes[at]!;
    if (first < 0x80) {
      converted[size++] = first;
      at++;
      continue;
    }
    const length = rules.length(bytes, at, end);
    let given = first;
    for (let next = 1; next < length; next++) given = given * 256 + bytes[at + next]!;
    const code = codes.get(given);
    if (code === 0) throw untranslatable(bytes.subarray(at, at + length), from, to);
    if (code > 0xffffff) converted[size++] = code >>> 24;
    if (code > 0xffff) converted[size++] = code >>> 16;
    if (code > 0xff) converted[size++] = code >>> 8;
    converted[size++] = code;
    at += length;
  }
  return converted.slice(0, size);
}
