/**
 * The scanner: text → tokens ("Lexical Structure" in the manual).
 * It writes one number per token into `tokens.codes` (token-codes.ts), which the grammar then matches, and beside it where the
 * token starts and ends and its value (a folded name, the characters of a string, the digits of a number).
 * A lexical error ends the tokens with an `invalid` one and is kept in `tokens.error`: PostgreSQL scans while it parses, so
 * a syntax error in front of it comes first.
 * The buffers are reused by every call; nothing here is re-entrant.
 */
import type { SqlError } from '../errors/index.ts';
import { SqlError as SqlErrorClass } from '../errors/index.ts';
import { foldCase, truncateName } from './identifiers.ts';
import { errorNear } from './lexical-errors.ts';
import { decodeEscapeString, decodeUnicodeEscapes, isUnicodeEscapeCharacter } from './string-escapes.ts';
import { endOfInput, identifier, keywordCodes, lookaheadTokens, punctuation, valueTokens } from './token-codes.ts';

const initialCapacity = 4096;
/** Larger buffers, left by one huge script, are given back after it. */
const keptCapacity = 1 << 16;

export const tokens = {
  codes: new Uint16Array(initialCapacity),
  starts: new Int32Array(initialCapacity),
  ends: new Int32Array(initialCapacity),
  values: new Array<string>(initialCapacity).fill(''),
  /** Tokens before the final `endOfInput`. */
  count: 0,
  error: null as SqlError | null,
};

function resize(capacity: number): void {
  const codes = new Uint16Array(capacity);
  const starts = new Int32Array(capacity);
  const ends = new Int32Array(capacity);
  const kept = Math.min(capacity, tokens.codes.length);
  codes.set(tokens.codes.subarray(0, kept));
  starts.set(tokens.starts.subarray(0, kept));
  ends.set(tokens.ends.subarray(0, kept));
  tokens.codes = codes;
  tokens.starts = starts;
  tokens.ends = ends;
  if (capacity < tokens.values.length) tokens.values.length = capacity;
}

/** Forgets a huge script's tokens. */
export function releaseTokens(): void {
  if (tokens.codes.length > keptCapacity) resize(initialCapacity);
}

// Classes of characters; everything from 0x80 on is a letter, as in PostgreSQL, which sees its bytes.
const blank = 1;
const letter = 2;
const digit = 3;
const operatorCharacter = 4;
const separator = 5;
const classes = new Uint8Array(128);
for (const c of ' \t\n\r\f') classes[c.charCodeAt(0)] = blank;
for (let c = 97; c <= 122; c++) classes[c] = classes[c - 32] = letter;
classes[95] = letter;
for (let c = 48; c <= 57; c++) classes[c] = digit;
for (const c of '~!@#^&|`?+-*/%<>=') classes[c.charCodeAt(0)] = operatorCharacter;
for (const c of ',()[].;:') classes[c.charCodeAt(0)] = separator;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => code >= 128 || classes[code] === letter;
const isNamePart = (code: number): boolean => isLetter(code) || isDigit(code) || code === 36;

/** Words seen before, by a hash of their characters: spares slicing, folding and the keyword lookup. */
const memoSize = 4096;
const memoText = new Array<string>(memoSize).fill('');
const memoValue = new Array<string>(memoSize).fill('');
const memoCode = new Uint16Array(memoSize);

// State of one scan.
let text = '';
let count = 0;

function emit(code: number, start: number, end: number, value: string): void {
  if (count + 1 >= tokens.codes.length) resize(tokens.codes.length * 2);
  tokens.codes[count] = code;
  tokens.starts[count] = start;
  tokens.ends[count] = end;
  tokens.values[count] = value;
  count++;
}

// Pairs of words that change the first one's token.
const notCode = keywordCodes.get('not')!;
const nullsCode = keywordCodes.get('nulls')!;
const withCode = keywordCodes.get('with')!;
const firstOfPair = new Map<number, readonly [first: number, becomes: number]>();
for (const word of ['between', 'in', 'like', 'ilike', 'similar']) {
  firstOfPair.set(keywordCodes.get(word)!, [notCode, lookaheadTokens.not_la]);
}
for (const word of ['first', 'last']) firstOfPair.set(keywordCodes.get(word)!, [nullsCode, lookaheadTokens.nulls_la]);
for (const word of ['time', 'ordinality'])
  firstOfPair.set(keywordCodes.get(word)!, [withCode, lookaheadTokens.with_la]);

/** V8 lets a slice of 13 characters or more point into its text, and the memo would keep whole scripts alive. */
function copyOf(slice: string): string {
  if (slice.length < 13) return slice;
  const units = new Array<number>(slice.length);
  for (let i = 0; i < slice.length; i++) units[i] = slice.charCodeAt(i);
  return units.length > 1000 ? slice : String.fromCharCode(...units);
}

function scanWord(start: number): number {
  let hash = 0;
  let end = start;
  for (;;) {
    const code = text.charCodeAt(end);
    // NaN at the end of the text fails every comparison.
    if (!(code >= 128 || classes[code] === letter || classes[code] === digit || code === 36)) break;
    hash = (Math.imul(hash, 31) + code) | 0;
    end++;
  }
  const length = end - start;
  const slot = (hash ^ (hash >>> 12)) & (memoSize - 1);
  const known = memoText[slot]!;
  let same = known.length === length;
  for (let i = 0; same && i < length; i++) same = known.charCodeAt(i) === text.charCodeAt(start + i);
  if (!same) {
    const raw = copyOf(text.slice(start, end));
    const folded = foldCase(raw);
    const keyword = keywordCodes.get(folded);
    const value = keyword === undefined ? truncateName(folded) : folded;
    if (length > 128) {
      emit(keyword ?? identifier, start, end, value);
      return end;
    }
    memoText[slot] = raw;
    memoValue[slot] = value;
    memoCode[slot] = keyword ?? identifier;
  }
  const code = memoCode[slot]!;
  if (code !== identifier && count > 0) {
    const previous = tokens.codes[count - 1];
    if (previous === notCode || previous === nullsCode || previous === withCode) {
      const pair = firstOfPair.get(code);
      if (pair !== undefined && pair[0] === previous) tokens.codes[count - 1] = pair[1];
    }
  }
  emit(code, start, end, memoValue[slot]!);
  return end;
}

function scanNumber(start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  let isInteger = end > start;
  // `1..10` is an integer and the token `..`.
  if (text.charCodeAt(end) === 46 && !(isInteger && text.charCodeAt(end + 1) === 46)) {
    isInteger = false;
    end++;
    while (isDigit(text.charCodeAt(end))) end++;
  }
  const exponent = text.charCodeAt(end) | 32;
  if (exponent === 101) {
    let digits = end + 1;
    const sign = text.charCodeAt(digits);
    if (sign === 43 || sign === 45) digits++;
    if (isDigit(text.charCodeAt(digits))) {
      isInteger = false;
      end = digits;
      while (isDigit(text.charCodeAt(end))) end++;
    } else if (digits > end + 1) throw errorNear(text, 'trailing junk after numeric literal', start, digits);
  }
  if (isLetter(text.charCodeAt(end))) {
    let junk = end;
    while (isNamePart(text.charCodeAt(junk))) junk++;
    throw errorNear(text, 'trailing junk after numeric literal', start, junk);
  }
  const value = text.slice(start, end);
  const fits = isInteger && (end - start < 10 || Number(value) <= 0x7fffffff);
  emit(fits ? valueTokens.integer : valueTokens.decimal, start, end, value);
  return end;
}

/** Where a comment of one line ends; it does not include the newline. */
function lineEnd(start: number): number {
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13) break;
    end++;
  }
  return end;
}

/** The end of a comment, which may hold others; `start` is at its slash. */
function scanComment(start: number): number {
  let depth = 0;
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (code === 47 && next === 42) {
      depth++;
      i += 2;
    } else if (code === 42 && next === 47) {
      depth--;
      i += 2;
      if (depth === 0) return i;
    } else i++;
  }
  throw errorNear(text, 'unterminated /* comment', start, text.length);
}

/** The start of what follows blanks and comments. */
function skipBlanks(start: number): number {
  let i = start;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code < 128 && classes[code] === blank) i++;
    else if (code === 45 && text.charCodeAt(i + 1) === 45) i = lineEnd(i);
    else if (code === 47 && text.charCodeAt(i + 1) === 42) i = scanComment(i);
    else return i;
  }
}

/** After a closing quote: the first character of the literal's next piece, when only blanks with a newline lie between, or -1. */
function continuation(afterQuote: number): number {
  let newline = false;
  let i = afterQuote;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) newline = true;
    if (code < 128 && classes[code] === blank) i++;
    else if (code === 45 && text.charCodeAt(i + 1) === 45) i = lineEnd(i);
    else return newline && code === 39 ? i + 1 : -1;
  }
}

/** The quote that ends the piece starting at `from`; two quotes in a row are one inside it. */
function closingQuote(from: number, quote: string): number {
  let i = from;
  for (;;) {
    const end = text.indexOf(quote, i);
    if (end < 0 || text[end + 1] !== quote) return end;
    i = end + 2;
  }
}

/** The same for E'', where a backslash takes the next character with it. */
function closingQuoteOfEscapes(from: number): number {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 92) i += 2;
    else if (code !== 39) i++;
    else if (text.charCodeAt(i + 1) === 39) i += 2;
    else return i;
  }
  return -1;
}

// What scanPieces found: start and end of each piece, and the end of the literal.
let pieces: number[] = [];
let piecesEnd = 0;

/** Finds the pieces of a quoted literal; `start` is where the token begins, `from` its first character behind the quote. */
function scanPieces(start: number, from: number, backslash: boolean, what: string): void {
  pieces = [];
  let i = from;
  for (;;) {
    const end = backslash ? closingQuoteOfEscapes(i) : closingQuote(i, "'");
    if (end < 0) throw errorNear(text, `unterminated ${what}`, start, text.length);
    pieces.push(i, end);
    piecesEnd = end + 1;
    i = continuation(piecesEnd);
    if (i < 0) return;
  }
}

/** The pieces put together, doubled quotes as one. */
function plainValue(): string {
  let value = '';
  for (let p = 0; p < pieces.length; p += 2) value += text.slice(pieces[p], pieces[p + 1]);
  return value.includes("'") ? value.replaceAll("''", "'") : value;
}

function scanString(start: number, from: number): number {
  // Nearly every literal is one piece with no quote inside.
  const end = text.indexOf("'", from);
  const next = text.charCodeAt(end + 1);
  if (end >= 0 && next !== 39 && !(next <= 45 && (next === 45 || classes[next] === blank))) {
    emit(valueTokens.string, start, end + 1, text.slice(from, end));
    return end + 1;
  }
  scanPieces(start, from, false, 'quoted string');
  emit(valueTokens.string, start, piecesEnd, plainValue());
  return piecesEnd;
}

function scanEscapeString(start: number): number {
  scanPieces(start, start + 2, true, 'quoted string');
  const end = piecesEnd;
  emit(valueTokens.string, start, end, decodeEscapeString(text, pieces));
  return end;
}

function scanBits(start: number, letterOfKind: string, what: string): number {
  scanPieces(start, start + 2, false, what);
  emit(valueTokens.bits, start, piecesEnd, letterOfKind + plainValue());
  return piecesEnd;
}

function scanQuotedName(start: number, from: number): { end: number; value: string } {
  const end = closingQuote(from, '"');
  if (end < 0) throw errorNear(text, 'unterminated quoted identifier', start, text.length);
  if (end === from) throw errorNear(text, 'zero-length delimited identifier', start, end + 1);
  return { end: end + 1, value: text.slice(from, end).replaceAll('""', '"') };
}

/** U&'...' and U&"...", with the UESCAPE clause behind them, which belongs to the literal. */
function scanUnicode(start: number, isName: boolean): number {
  let end: number;
  let value: string;
  if (isName) ({ end, value } = scanQuotedName(start, start + 3));
  else {
    scanPieces(start, start + 3, false, 'quoted string');
    end = piecesEnd;
    value = plainValue();
  }
  let escapeCharacter = '\\';
  const word = skipBlanks(end);
  if (text.slice(word, word + 7).toLowerCase() === 'uescape' && !isNamePart(text.charCodeAt(word + 7))) {
    const quote = skipBlanks(word + 7);
    if (text[quote] !== "'") {
      let stop = quote + 1;
      while (isNamePart(text.charCodeAt(quote)) && isNamePart(text.charCodeAt(stop))) stop++;
      throw errorNear(text, 'UESCAPE must be followed by a simple string literal', quote, stop);
    }
    scanPieces(quote, quote + 1, false, 'quoted string');
    escapeCharacter = plainValue();
    end = piecesEnd;
    if (!isUnicodeEscapeCharacter(escapeCharacter))
      throw errorNear(text, 'invalid Unicode escape character', quote, end);
  }
  const decoded = decodeUnicodeEscapes(value, escapeCharacter, start + 3);
  if (isName) emit(identifier, start, end, truncateName(decoded));
  else emit(valueTokens.string, start, end, decoded);
  return end;
}

const dollarDelimiter = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$/y;

/** `$1`, `$$...$$`, `$tag$...$tag$`; -1 when it is neither. */
function scanDollar(start: number): number {
  if (isDigit(text.charCodeAt(start + 1))) {
    let end = start + 2;
    while (isDigit(text.charCodeAt(end))) end++;
    if (isLetter(text.charCodeAt(end))) {
      while (isNamePart(text.charCodeAt(end))) end++;
      throw errorNear(text, 'trailing junk after parameter', start, end);
    }
    emit(valueTokens.parameter, start, end, text.slice(start + 1, end));
    return end;
  }
  dollarDelimiter.lastIndex = start;
  const delimiter = dollarDelimiter.exec(text)?.[0];
  if (delimiter === undefined) return -1;
  const from = start + delimiter.length;
  const close = text.indexOf(delimiter, from);
  if (close < 0) throw errorNear(text, 'unterminated dollar-quoted string', start, text.length);
  emit(valueTokens.string, start, close + delimiter.length, text.slice(from, close));
  return close + delimiter.length;
}

const operatorBytesMax = 63;
const mayEndInSign = /[~!@#^&|`?%]/;

function scanOperator(start: number): number {
  const first = text.charCodeAt(start);
  let end = start + 1;
  for (;;) {
    const code = text.charCodeAt(end);
    if (!(code < 128 && classes[code] === operatorCharacter)) break;
    // An operator stops where a comment starts.
    const before = text.charCodeAt(end - 1);
    if ((code === 45 && before === 45) || (code === 42 && before === 47)) {
      end--;
      break;
    }
    end++;
  }
  if (end - start > 1) {
    const last = text.charCodeAt(end - 1);
    // `a=-1`: an operator does not end in a sign unless it has a character that standard operators lack.
    if ((last === 43 || last === 45) && !mayEndInSign.test(text.slice(start, end))) {
      while (end - start > 1 && (text.charCodeAt(end - 1) === 43 || text.charCodeAt(end - 1) === 45)) end--;
    }
  }
  if (end - start === 1) {
    const code = punctuation[text[start]!];
    emit(code === first ? first : valueTokens.operator, start, end, text[start]!);
    return end;
  }
  const value = text.slice(start, end);
  const code = value === '!=' ? punctuation['<>'] : punctuation[value];
  if (code !== undefined) emit(code, start, end, value === '!=' ? '<>' : value);
  else {
    if (end - start > operatorBytesMax) throw errorNear(text, 'operator too long', start, end);
    emit(valueTokens.operator, start, end, value);
  }
  return end;
}

function scanSeparator(start: number): number {
  const code = text.charCodeAt(start);
  const next = text.charCodeAt(start + 1);
  const pair = code === 58 ? (next === 58 ? '::' : next === 61 ? ':=' : '') : code === 46 && next === 46 ? '..' : '';
  if (pair !== '') {
    emit(punctuation[pair]!, start, start + 2, pair);
    return start + 2;
  }
  emit(code, start, start + 1, '');
  return start + 1;
}

/** A word, or a literal that starts with a letter: B'', X'', N'', E'', U&'', U&"". */
function scanLetter(start: number, code: number): number {
  const next = text.charCodeAt(start + 1);
  if (next === 39) {
    const lower = code | 32;
    if (lower === 101) return scanEscapeString(start);
    if (lower === 98) return scanBits(start, 'b', 'bit string literal');
    if (lower === 120) return scanBits(start, 'x', 'hexadecimal string literal');
    if (lower === 110) {
      // N'x' is the type nchar before a literal.
      emit(keywordCodes.get('nchar')!, start, start + 1, 'nchar');
      return start + 1;
    }
  } else if (next === 38 && (code | 32) === 117) {
    const quote = text.charCodeAt(start + 2);
    if (quote === 39 || quote === 34) return scanUnicode(start, quote === 34);
  }
  return scanWord(start);
}

function scanAll(): void {
  const length = text.length;
  let i = 0;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code === 32) {
      i++;
      continue;
    }
    const kind = code >= 128 ? letter : classes[code]!;
    if (kind === letter) i = scanLetter(i, code);
    else if (kind === blank) i++;
    else if (kind === digit) i = scanNumber(i);
    else if (kind === separator) {
      i = code === 46 && isDigit(text.charCodeAt(i + 1)) ? scanNumber(i) : scanSeparator(i);
    } else if (kind === operatorCharacter) {
      if (code === 45 && text.charCodeAt(i + 1) === 45) i = lineEnd(i);
      else if (code === 47 && text.charCodeAt(i + 1) === 42) i = scanComment(i);
      else i = scanOperator(i);
    } else if (code === 39) i = scanString(i, i + 1);
    else if (code === 34) {
      const name = scanQuotedName(i, i + 1);
      emit(identifier, i, name.end, truncateName(name.value));
      i = name.end;
    } else {
      const end = code === 36 ? scanDollar(i) : -1;
      if (end < 0) {
        emit(valueTokens.invalid, i, i + 1, '');
        return;
      }
      i = end;
    }
  }
}

/** Scans `source` into `tokens`. */
export function scan(source: string): void {
  text = source;
  count = 0;
  tokens.error = null;
  try {
    scanAll();
  } catch (error) {
    if (!(error instanceof SqlErrorClass)) throw error;
    tokens.error = error;
    emit(valueTokens.invalid, error.location ?? source.length, source.length, '');
  }
  tokens.codes[count] = endOfInput;
  tokens.starts[count] = source.length;
  tokens.ends[count] = source.length;
  tokens.count = count;
  text = '';
}
