/**
 * Order of text: by code point, as the C collation has it for UTF-8. JavaScript's `<` goes by UTF-16 code unit, which differs
 * only where a surrogate (U+D800..U+DFFF, a character above U+FFFF) meets a character from U+E000 to U+FFFF.
 */

/** Negative, zero or positive. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) {
      if (left < 0xd800 || right < 0xd800) return left - right;
      return surrogatesLast(left) - surrogatesLast(right);
    }
  }
  return a.length - b.length;
}

/** Moves surrogates behind U+FFFF and what follows them into their place. */
function surrogatesLast(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

const surrogate = /[\ud800-\udfff]/;

/** Number of characters (code points): what length() and varchar(n) count. */
export function characterCount(text: string): number {
  let count = text.length;
  if (!surrogate.test(text)) return count;
  for (let i = 0; i + 1 < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}

/** UTF-16 index of the character number `count` from the start, or the length when there are fewer. */
export function characterIndex(text: string, count: number): number {
  let index = 0;
  for (let left = count; left > 0 && index < text.length; left--) {
    const pair =
      (text.charCodeAt(index) & 0xfc00) === 0xd800 &&
      index + 1 < text.length &&
      (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    index += pair ? 2 : 1;
  }
  return index;
}

/** Number of bytes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    // The two halves of a pair make four bytes together.
    else if (unit >= 0xd800 && unit < 0xe000) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

/** The longest start of `text` that has at most `maxBytes` bytes in UTF-8. */
export function truncateToBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || utf8Length(text) <= maxBytes) return text;
  let bytes = 0;
  let index = 0;
  while (index < text.length) {
    const point = text.codePointAt(index)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > maxBytes) break;
    index += point < 0x10000 ? 1 : 2;
  }
  return text.slice(0, index);
}
