/**
 * Texts that differ only in their literals need not be parsed again. A text's shape is the text with a mark of its class in
 * place of each literal, found without the grammar; a shape is kept when all its literals are such as may be lifted
 * (lift-literals.ts), so that another text of the same shape runs the same plan with its own literals as parameters.
 * Whatever the reading here is not sure of (comments, dollar quotes, escapes, several statements) has no shape.
 */
import { type LiftableLiteral, literalMark } from './lift-literals.ts';

export interface Shape {
  readonly key: string;
  readonly literals: readonly LiftableLiteral[];
}

/** Longer texts are parsed. */
const charactersMax = 4096;

const other = 0;
const space = 1;
const digit = 2;
const word = 3;
const refused = 4;
const classes = new Uint8Array(128).map((_, code) => {
  const char = String.fromCharCode(code);
  if (/[ \t\n\r]/.test(char)) return space;
  if (/\d/.test(char)) return digit;
  if (/[A-Za-z_]/.test(char)) return word;
  return code < 32 || /[$\\\x7f]/.test(char) ? refused : other;
});
const classAt = (text: string, i: number): number => {
  const code = text.charCodeAt(i);
  // Behind the end: NaN.
  return code < 128 ? classes[code]! : code >= 128 ? word : other;
};

const quote = 39;
const doubleQuote = 34;
const point = 46;
const ampersand = 38;

/** null: none, or no literals. */
export function shapeOf(text: string): Shape | null {
  if (text.length > charactersMax) return null;
  const literals: LiftableLiteral[] = [];
  let key = '';
  let from = 0;
  let i = 0;
  const add = (type: LiftableLiteral['type'], value: string, end: number): void => {
    const literal = { type, value, location: i };
    literals.push(literal);
    key += text.slice(from, i) + literalMark(literal);
    from = end;
    i = end;
  };
  while (i < text.length) {
    switch (classAt(text, i)) {
      case space:
        i++;
        break;
      case word:
        do i++;
        while (isWordPart(text, i));
        // E'...', B'...', N'...'
        if (text.charCodeAt(i) === quote) return null;
        break;
      case digit: {
        const end = numberEnd(text, i);
        if (end < 0) return null;
        const digits = text.slice(i, end);
        add(digits.includes('.') ? 'decimal' : 'integer', digits, end);
        break;
      }
      case refused:
        return null;
      default: {
        const code = text.charCodeAt(i);
        if (code === quote) {
          const end = stringEnd(text, i);
          if (end < 0 || text.charCodeAt(i - 1) === ampersand) return null;
          add('string', text.slice(i + 1, end - 1).replaceAll("''", "'"), end);
        } else if (code === doubleQuote) {
          i = text.indexOf('"', i + 1) + 1;
          if (i === 0) return null;
        } else if (startsComment(text, i) || (text[i] === ';' && text.slice(i + 1).trim() !== '')) return null;
        else i++;
      }
    }
  }
  return literals.length === 0 ? null : { key: key + text.slice(from), literals };
}

function isWordPart(text: string, i: number): boolean {
  const kind = classAt(text, i);
  return kind === word || kind === digit;
}

function startsComment(text: string, i: number): boolean {
  return text.startsWith('--', i) || text.startsWith('/*', i);
}

/** Offset behind digits with or without a fraction; -1 for all other ways to write a number. */
function numberEnd(text: string, start: number): number {
  if (text.charCodeAt(start - 1) === point) return -1;
  let i = start;
  while (classAt(text, i) === digit) i++;
  if (text.charCodeAt(i) === point) {
    const fraction = ++i;
    while (classAt(text, i) === digit) i++;
    if (i === fraction || text.charCodeAt(i) === point) return -1;
  }
  return classAt(text, i) === word ? -1 : i;
}

/** Offset behind '...', or -1 where it is not closed or has characters that may be escapes. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92 || code === 0) return -1;
    if (code !== quote) continue;
    if (text.charCodeAt(i + 1) !== quote) return i + 1;
    i++;
  }
  return -1;
}
