/** Flags of regular expressions, as functions take them in text and patterns in `(?...)`. */
import { sqlError, unsupported } from '../../errors/index.ts';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  /** `.` and negated brackets do not match a newline. */
  readonly newlineStops: boolean;
  /** `^` and `$` match at line ends too. */
  readonly lineAnchors: boolean;
  /** White space and comments in the pattern do not count. */
  readonly expanded: boolean;
  /** The pattern is no pattern, but text to be found. */
  readonly literal: boolean;
}

export const plainFlags: RegexFlags = {
  ignoreCase: false,
  newlineStops: false,
  lineAnchors: false,
  expanded: false,
  literal: false,
};
export const ignoreCaseFlags: RegexFlags = { ...plainFlags, ignoreCase: true };

/** Flags after one more letter; null for a letter that is none. */
export function withFlag(flags: RegexFlags, letter: string): RegexFlags | null {
  switch (letter) {
    case 'c':
      return { ...flags, ignoreCase: false };
    case 'i':
      return { ...flags, ignoreCase: true };
    case 'm':
    case 'n':
      return { ...flags, newlineStops: true, lineAnchors: true };
    case 'p':
      return { ...flags, newlineStops: true, lineAnchors: false };
    case 'w':
      return { ...flags, newlineStops: false, lineAnchors: true };
    case 's':
      return { ...flags, newlineStops: false, lineAnchors: false };
    case 'q':
      return { ...flags, literal: true };
    case 'x':
      return { ...flags, expanded: true };
    case 't':
      return { ...flags, expanded: false };
    case 'b':
    case 'e':
      throw unsupported(`a basic or extended regular expression (flag "${letter}")`);
    default:
      return null;
  }
}

/** The flags argument of the regexp functions. */
export function parseFlags(text: string): { readonly flags: RegexFlags; readonly global: boolean } {
  let flags = plainFlags;
  let global = false;
  for (const letter of text) {
    if (letter === 'g') {
      global = true;
      continue;
    }
    const next = withFlag(flags, letter);
    if (next === null) throw sqlError('invalid_parameter_value', `invalid regular expression option: "${letter}"`);
    flags = next;
  }
  return { flags, global };
}
