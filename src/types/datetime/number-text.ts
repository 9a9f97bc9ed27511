/** Numbers inside date/time text, read as C's strtol and strtod read them. */

/** Where reading stopped, and what was read; `at === start` when there was no number. */
export interface IntegerRead {
  readonly value: number;
  readonly at: number;
}

/** Integer at `start`; null when it does not fit in 32 bits (or in `limit`). An empty number is 0. */
export function readInteger(text: string, start: number, limit = 2147483647): IntegerRead | null {
  let at = start;
  let negative = false;
  const sign = text.charCodeAt(at);
  if (sign === 43 || sign === 45) {
    negative = sign === 45;
    at++;
  }
  const digits = at;
  let value = 0;
  let code = text.charCodeAt(at);
  while (code >= 48 && code <= 57) {
    value = value * 10 + (code - 48);
    code = text.charCodeAt(++at);
  }
  if (at === digits) return { value: 0, at: start };
  if (value > limit + (negative ? 1 : 0)) return null;
  return { value: negative ? 0 - value : value, at };
}

/** The fraction `.ddd` at `start`, which must reach the text's end; null when it does not. */
export function readFraction(text: string, start: number): number | null {
  const rest = text.slice(start);
  if (rest === '.') return 0;
  return /^\.\d+$/.test(rest) ? Number(rest) : null;
}
