/**
 * Upper, lower and title case of all of Unicode, by the rules of a locale. A word begins where Unicode's segmentation has it; its
 * first letter, digit or symbol is in title case, and what follows in lower case.
 */

/** Digraphs have a form of their own for the start of a word. */
const titleForms: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
};

const wordStart = /[\p{L}\p{N}\p{S}\p{Co}]/u;

export function titleCase(text: string, locale: string): string {
  const words = new Intl.Segmenter(locale, { granularity: 'word' }).segment(text);
  let result = '';
  for (const { segment } of words) result += titleWord(segment, locale);
  return result;
}

function titleWord(word: string, locale: string): string {
  const at = word.search(wordStart);
  if (at < 0) return word;
  let first = String.fromCodePoint(word.codePointAt(at)!);
  // Dutch writes both letters of a leading ij large.
  if (locale.startsWith('nl') && /^ij/i.test(word.slice(at))) first = word.slice(at, at + 2);
  const rest = word.slice(at + first.length);
  const title = titleForm(first, locale);
  // The final form of sigma depends on what stands before it.
  const lowered = (first + rest).toLocaleLowerCase(locale);
  const lowerFirst = first.toLocaleLowerCase(locale);
  const tail = lowered.startsWith(lowerFirst) ? lowered.slice(lowerFirst.length) : rest.toLocaleLowerCase(locale);
  return word.slice(0, at) + title + tail;
}

/** Ligatures and the like, whose upper case has several letters. */
const ligature = /^[\u00df\u0587\ufb00-\ufb17]$/;

function titleForm(first: string, locale: string): string {
  const known = titleForms[first] ?? withIota(first);
  if (known !== null) return known;
  // Greek leaves accents out where all is in upper case, and keeps them here.
  const upper = locale.startsWith('el') ? first.toUpperCase() : first.toLocaleUpperCase(locale);
  return ligature.test(first) ? upper[0]! + upper.slice(1).toLowerCase() : upper;
}

/** Greek vowels with an iota below keep it below, in the capital that stands eight or nine places behind. */
function withIota(first: string): string | null {
  const code = first.charCodeAt(0);
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCharCode(code + 9) : null;
}
