/** Cuts date, time and interval text into fields by the shape of their characters; what they mean is decided later. */

/**
 *   number   digits, perhaps with a fraction
 *   date     digits or letters joined by `-`, `/` or `.`; zone names with punctuation too
 *   time     digits with colons
 *   zone     a sign and digits: a zone offset, or a signed number
 *   word     letters
 *   special  a sign and letters: '-infinity'
 */
export type FieldKind = 'number' | 'date' | 'time' | 'zone' | 'word' | 'special';

export interface Field {
  readonly kind: FieldKind;
  /** In lower case. */
  readonly text: string;
}

const MAX_FIELDS = 25;
/** Characters of all fields together, with one end mark each. */
const MAX_TEXT = 153;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
function isPunctuation(code: number): boolean {
  return code > 32 && code < 127 && !isDigit(code) && !isLetter(code);
}

const COLON = 58;
const DASH = 45;
const DOT = 46;
const PLUS = 43;
const SLASH = 47;
const UNDERSCORE = 95;

/** null: a character that no date, time or interval can hold, or too much text. `isKeyword` knows words like "jan". */
export function scanFields(text: string, isKeyword: (word: string) => boolean): Field[] | null {
  const fields: Field[] = [];
  const length = text.length;
  let at = 0;
  let used = 0;
  while (at < length) {
    const first = text.charCodeAt(at);
    if (isSpace(first)) {
      at++;
      continue;
    }
    if (fields.length >= MAX_FIELDS) return null;
    const start = at;
    let kind: FieldKind;
    let prefix = '';
    let from = start;
    if (isDigit(first)) {
      while (isDigit(text.charCodeAt(at))) at++;
      const separator = text.charCodeAt(at);
      if (separator === COLON) {
        kind = 'time';
        while (isDigit(text.charCodeAt(at)) || text.charCodeAt(at) === COLON || text.charCodeAt(at) === DOT) at++;
      } else if (separator === DASH || separator === SLASH || separator === DOT) {
        at++;
        if (isDigit(text.charCodeAt(at))) {
          kind = separator === DOT ? 'number' : 'date';
          while (isDigit(text.charCodeAt(at))) at++;
          if (text.charCodeAt(at) === separator) {
            // The same separator twice makes three parts.
            kind = 'date';
            at++;
            while (isDigit(text.charCodeAt(at)) || text.charCodeAt(at) === separator) at++;
          }
        } else {
          kind = 'date';
          let code = text.charCodeAt(at);
          while (isDigit(code) || isLetter(code) || code === separator) code = text.charCodeAt(++at);
        }
      } else kind = 'number';
    } else if (first === DOT) {
      at++;
      while (isDigit(text.charCodeAt(at))) at++;
      kind = 'number';
    } else if (isLetter(first)) {
      kind = 'word';
      while (isLetter(text.charCodeAt(at))) at++;
      let code = text.charCodeAt(at);
      let joined = code === DASH || code === SLASH || code === DOT;
      if (!joined && (code === PLUS || isDigit(code))) joined = !isKeyword(text.slice(start, at).toLowerCase());
      if (joined) {
        kind = 'date';
        do code = text.charCodeAt(++at);
        while (
          code === PLUS ||
          code === DASH ||
          code === SLASH ||
          code === UNDERSCORE ||
          code === DOT ||
          code === COLON ||
          isDigit(code) ||
          isLetter(code)
        );
      }
    } else if (first === PLUS || first === DASH) {
      prefix = text[at]!;
      at++;
      while (isSpace(text.charCodeAt(at))) at++;
      from = at;
      let code = text.charCodeAt(at);
      if (isDigit(code)) {
        kind = 'zone';
        while (isDigit(code) || code === COLON || code === DOT || code === DASH) code = text.charCodeAt(++at);
      } else if (isLetter(code)) {
        kind = 'special';
        while (isLetter(text.charCodeAt(at))) at++;
      } else return null;
    } else if (isPunctuation(first)) {
      at++;
      continue;
    } else return null;
    used += at - from + prefix.length + 1;
    if (used > MAX_TEXT) return null;
    fields.push({ kind, text: (prefix + text.slice(from, at)).toLowerCase() });
  }
  return fields;
}
