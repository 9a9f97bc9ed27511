/** Bracket expressions and character classes, as sets of code points written for a JavaScript pattern. */
import { regexError } from './errors.ts';

/** Contents for between JavaScript's brackets; characters beyond ASCII belong to no class, as in the C locale. */
const classes: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  ascii: '\\x00-\\x7f',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  space: ' \\t\\n\\v\\f\\r',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
  word: 'a-zA-Z0-9_',
};

export function classContents(name: string, ignoreCase: boolean): string {
  const contents = classes[name];
  if (contents === undefined) throw regexError('invalid character class');
  return ignoreCase && (name === 'lower' || name === 'upper') ? classes['alpha']! : contents;
}

/** One code point inside a JavaScript bracket. */
export function bracketChar(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}
function isLower(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** The other case of an ASCII letter, else the character itself. */
export function otherCase(code: number): number {
  return isUpper(code) ? code + 32 : isLower(code) ? code - 32 : code;
}

/** A range, with the other case of the letters in it. */
export function bracketRange(from: number, to: number, ignoreCase: boolean): string {
  let text = from === to ? bracketChar(from) : `${bracketChar(from)}-${bracketChar(to)}`;
  if (!ignoreCase) return text;
  const upperFrom = Math.max(from, 65);
  const upperTo = Math.min(to, 90);
  if (upperFrom <= upperTo) text += `${bracketChar(upperFrom + 32)}-${bracketChar(upperTo + 32)}`;
  const lowerFrom = Math.max(from, 97);
  const lowerTo = Math.min(to, 122);
  if (lowerFrom <= lowerTo) text += `${bracketChar(lowerFrom - 32)}-${bracketChar(lowerTo - 32)}`;
  return text;
}

/** Names that `[. .]` accepts beside a character itself. */
export const collatingNames: Readonly<Record<string, number>> = {
  NUL: 0,
  alert: 7,
  backspace: 8,
  tab: 9,
  newline: 10,
  'vertical-tab': 11,
  'form-feed': 12,
  'carriage-return': 13,
  space: 32,
  'exclamation-mark': 33,
  'quotation-mark': 34,
  'number-sign': 35,
  'dollar-sign': 36,
  'percent-sign': 37,
  ampersand: 38,
  apostrophe: 39,
  'left-parenthesis': 40,
  'right-parenthesis': 41,
  asterisk: 42,
  'plus-sign': 43,
  comma: 44,
  hyphen: 45,
  period: 46,
  slash: 47,
  colon: 58,
  semicolon: 59,
  'less-than-sign': 60,
  'equals-sign': 61,
  'greater-than-sign': 62,
  'question-mark': 63,
  'commercial-at': 64,
  'left-square-bracket': 91,
  backslash: 92,
  'right-square-bracket': 93,
  circumflex: 94,
  underscore: 95,
  'grave-accent': 96,
  'left-brace': 123,
  'vertical-line': 124,
  'right-brace': 125,
  tilde: 126,
  DEL: 127,
};
