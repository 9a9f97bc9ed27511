/**
 * Heads: the first characters of a string as one double, in the order of compareText. A node of text keys keeps one per key,
 * taken behind the prefix that all its keys share, so that a search touches a typed array and hardly any string.
 */

const UNIT = 1 << 17;
/** Above every head. */
export const HEAD_MAX = UNIT * UNIT * UNIT;

/** Three UTF-16 code units from `skip` on. An end of the string is below every character. */
export function headOf(text: string, skip: number): number {
  const length = text.length;
  let head = 0;
  if (length > skip) head = unitAt(text, skip);
  head *= UNIT;
  if (length > skip + 1) head += unitAt(text, skip + 1);
  head *= UNIT;
  if (length > skip + 2) head += unitAt(text, skip + 2);
  return head;
}

/** From 1. Surrogates go behind U+FFFF, which makes the order of code units that of code points. */
function unitAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800) return unit + 1;
  return unit >= 0xe000 ? unit - 0x7ff : unit + 0x2001;
}

export function commonPrefix(a: string, b: string): string {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return a.slice(0, i);
}
