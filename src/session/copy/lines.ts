/** Values, as text or null, to one line of output. */
import type { CopyOptions } from './copy-options.ts';

const controls = new Map([
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);
const special = /[\b\f\n\r\t\v\\]/;
const everySpecial = /[\b\f\n\r\t\v\\]/g;

export function textLine(values: readonly (string | null)[], options: CopyOptions): string {
  const { delimiter, nullText } = options;
  let line = '';
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0) line += delimiter;
    line += value === null ? nullText : escaped(value, delimiter);
  }
  return `${line}\n`;
}

function escaped(value: string, delimiter: string): string {
  const text = special.test(value) ? value.replace(everySpecial, (char) => controls.get(char) ?? `\\${char}`) : value;
  // A tab has been escaped by its letter.
  return delimiter !== '\t' && text.includes(delimiter) ? text.replaceAll(delimiter, `\\${delimiter}`) : text;
}

export function csvLine(values: readonly (string | null)[], options: CopyOptions, force: readonly boolean[]): string {
  const { delimiter, nullText, quote, escape: escapeChar } = options;
  let line = '';
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0) line += delimiter;
    if (value === null) line += nullText;
    else if (force[i] === true || needsQuotes(value, options, values.length === 1)) {
      line += quote;
      for (const char of value) line += char === quote || char === escapeChar ? escapeChar + char : char;
      line += quote;
    } else line += value;
  }
  return `${line}\n`;
}

function needsQuotes(value: string, options: CopyOptions, alone: boolean): boolean {
  return (
    value === options.nullText ||
    (alone && value === '\\.') ||
    value.includes(options.delimiter) ||
    value.includes(options.quote) ||
    value.includes('\n') ||
    value.includes('\r')
  );
}
