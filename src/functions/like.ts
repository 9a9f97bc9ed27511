/**
 * LIKE: `%` any text, `_` one character, backslash makes the next character literal. Patterns become a matcher once; the
 * common shapes (no wildcard, one `%` at an end or both) are string operations.
 */
import { type SqlError, sqlError } from '../errors/index.ts';

type Shape = 'equal' | 'prefix' | 'suffix' | 'contains' | 'general';

const anyText = -1;
const anyCharacter = -2;
/** The pattern ends in a backslash: an error if matching gets there. */
const danglingEscape = -3;

function escapeAtEnd(): SqlError {
  return sqlError('invalid_escape_sequence', 'LIKE pattern must not end with escape character');
}

export class LikeMatcher {
  private readonly shape: Shape;
  private readonly literal: string;
  /** UTF-16 code units and the wildcards above. */
  private readonly steps: Int32Array;

  constructor(pattern: string) {
    const steps = readSteps(pattern);
    this.steps = steps;
    this.shape = shapeOf(steps);
    this.literal = this.shape === 'general' ? '' : String.fromCharCode(...steps.filter((step) => step >= 0));
  }

  test(text: string): boolean {
    switch (this.shape) {
      case 'equal':
        return text === this.literal;
      case 'prefix':
        return text.startsWith(this.literal);
      case 'suffix':
        return text.endsWith(this.literal);
      case 'contains':
        return text.includes(this.literal);
      default:
        return this.testGeneral(text);
    }
  }

  /** Text every match starts with: an index range can be made of it. */
  prefix(): string {
    let end = 0;
    while (end < this.steps.length && this.steps[end]! >= 0) end++;
    return String.fromCharCode(...this.steps.subarray(0, end));
  }

  /** Matches from the left; on a mismatch the last `%` takes one character more. */
  private testGeneral(text: string): boolean {
    const steps = this.steps;
    let at = 0;
    let step = 0;
    let retryStep = -1;
    let retryAt = 0;
    for (;;) {
      if (at >= text.length) return step === steps.length || (steps[step] === anyText && step + 1 === steps.length);
      if (step < steps.length) {
        const want = steps[step]!;
        if (want === anyText) {
          retryStep = ++step;
          retryAt = at;
          if (step === steps.length) return true;
          if (steps[step] === danglingEscape) throw escapeAtEnd();
          continue;
        }
        if (want === danglingEscape) throw escapeAtEnd();
        if (want === anyCharacter) {
          at += characterLength(text, at);
          step++;
          continue;
        }
        if (text.charCodeAt(at) === want) {
          at++;
          step++;
          continue;
        }
      }
      if (retryStep < 0) return false;
      retryAt += characterLength(text, retryAt);
      at = retryAt;
      step = retryStep;
    }
  }
}

function characterLength(text: string, at: number): number {
  const high = (text.charCodeAt(at) & 0xfc00) === 0xd800;
  return high && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

function readSteps(pattern: string): Int32Array {
  const steps: number[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const unit = pattern.charCodeAt(i);
    if (unit === 37) {
      if (steps[steps.length - 1] !== anyText) steps.push(anyText);
    } else if (unit === 95) steps.push(anyCharacter);
    else if (unit === 92) {
      i++;
      steps.push(i < pattern.length ? pattern.charCodeAt(i) : danglingEscape);
    } else steps.push(unit);
  }
  return Int32Array.from(steps);
}

function shapeOf(steps: Int32Array): Shape {
  const wild = steps.filter((step) => step < 0);
  if (wild.length === 0) return 'equal';
  if (wild.some((step) => step !== anyText)) return 'general';
  const starts = steps[0] === anyText;
  const ends = steps[steps.length - 1] === anyText;
  if (wild.length === 1) return ends ? 'prefix' : starts ? 'suffix' : 'general';
  return wild.length === 2 && starts && ends ? 'contains' : 'general';
}

const cacheSlots = 8;
const cachedPatterns: (string | undefined)[] = new Array(cacheSlots).fill(undefined);
const cachedMatchers: (LikeMatcher | undefined)[] = new Array(cacheSlots).fill(undefined);

/** The matcher of a pattern; the last few are kept, so a constant pattern is read once. */
export function likeMatcher(pattern: string): LikeMatcher {
  const slot = (pattern.length + pattern.charCodeAt(pattern.length >> 1)) & (cacheSlots - 1);
  if (cachedPatterns[slot] === pattern) return cachedMatchers[slot]!;
  const matcher = new LikeMatcher(pattern);
  cachedPatterns[slot] = pattern;
  cachedMatchers[slot] = matcher;
  return matcher;
}

export function like(text: string, pattern: string): boolean {
  return likeMatcher(pattern).test(text);
}

/** Lower case as the C locale has it: ASCII letters only. */
export function lowerAscii(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 65 && unit <= 90) return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  }
  return text;
}

export function likeIgnoringCase(text: string, pattern: string): boolean {
  return likeMatcher(lowerAscii(pattern)).test(lowerAscii(text));
}

/** Bytes as text of one character each, on which LIKE works alike. */
function byteText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

export function likeBytes(bytes: Uint8Array, pattern: Uint8Array): boolean {
  return likeMatcher(byteText(pattern)).test(byteText(bytes));
}

/** The pattern with another escape character than backslash written with backslash: LIKE ... ESCAPE. */
export function likeEscape(pattern: string, escapeCharacter: string): string {
  if (escapeCharacter === '\\') return pattern;
  if (escapeCharacter === '') return pattern.replaceAll('\\', '\\\\');
  if (characterLength(escapeCharacter, 0) !== escapeCharacter.length) {
    throw sqlError('invalid_escape_sequence', 'invalid escape string', {
      hint: 'Escape string must be empty or one character.',
    });
  }
  let result = '';
  let escaped = false;
  for (const char of pattern) {
    if (char === escapeCharacter && !escaped) {
      result += '\\';
      escaped = true;
    } else if (char === '\\') {
      result += escaped ? '\\' : '\\\\';
      escaped = false;
    } else {
      result += char;
      escaped = false;
    }
  }
  return result;
}
