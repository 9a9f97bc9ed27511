/**
 * Rows as our own files write them (docs/testing.md): one row per line, values separated by TAB, each value PostgreSQL's
 * text output with the escapes of `COPY` text (`\\ \n \r \t \xHH`), plus `\s` for a space at either end of a value, which
 * editors strip. NULL is `NULL` and the empty string `(empty)`; the texts that look like them are `\NULL` and `\(empty)`.
 * So every row has one notation and every notation one row. A row without columns is `(no columns)`.
 */

export function formatOwnRow(row: readonly (string | null)[]): string {
  if (row.length === 0) return '(no columns)';
  let line = formatOwnValue(row[0]!);
  for (let i = 1; i < row.length; i += 1) line += `\t${formatOwnValue(row[i]!)}`;
  return line;
}

export function formatOwnValue(value: string | null): string {
  if (value === null) return 'NULL';
  if (value === '') return '(empty)';
  if (value === 'NULL' || value === '(empty)' || value === '(no columns)') return `\\${value}`;
  if (!needsEscape(value)) return value;
  return escapeText(value).replace(/^ | $/g, '\\s');
}

function needsEscape(value: string): boolean {
  if (value.charCodeAt(0) === 32 || value.charCodeAt(value.length - 1) === 32) return true;
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 32 || code === 92 || code === 127) return true;
  }
  return false;
}

function escapeText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being made visible.
  return value.replace(/[\\\u0000-\u001f\u007f]/g, (char) => {
    if (char === '\\') return '\\\\';
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** An error message on one line, as in `statement error (42P01) …`. */
export function formatMessage(message: string): string {
  return escapeText(message);
}
