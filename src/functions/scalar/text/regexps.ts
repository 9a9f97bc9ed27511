/** Functions over regular expressions. Positions are counted in characters, from 1. */
import { sqlError } from '../../../errors/index.ts';
import { PgArray } from '../../../types/array-value.ts';
import { typeOid } from '../../../types/oids.ts';
import { checkTextLength } from '../../../types/size-limits.ts';
import { characterCount, characterIndex } from '../../../types/text-order.ts';
import {
  type CompiledRegex,
  compileRegex,
  groupRange,
  parseFlags,
  plainFlags,
  type RegexFlags,
  type RegexMatch,
  similarToRegex,
} from '../../regex/index.ts';
import { scalar } from '../define.ts';

/** Offset after the character at `at`. */
function after(text: string, at: number): number {
  return at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
}

/** All matches from an offset on, an empty one right after another match among them. */
export function* matchesOf(regex: CompiledRegex, text: string, from = 0): Generator<RegexMatch> {
  let at = from;
  while (at <= text.length) {
    const match = regex.match(text, at);
    if (match === null) return;
    yield match;
    at = match.end > match.start ? match.end : match.end < text.length ? after(text, match.end) : text.length + 1;
  }
}

function flagsWithoutGlobal(text: string, name: string, hint?: string): RegexFlags {
  const parsed = parseFlags(text);
  if (parsed.global) {
    throw sqlError('invalid_parameter_value', `${name} does not support the "global" option`, { hint });
  }
  return parsed.flags;
}

/** The groups of a match, or the whole of it when the pattern has none. */
export function matchArray(regex: CompiledRegex, text: string, match: RegexMatch): PgArray {
  return PgArray.of(typeOid.text, regex.groups === 0 ? [text.slice(match.start, match.end)] : match.groups);
}

function regexpMatch(text: string, pattern: string, flags = ''): PgArray | null {
  const regex = compileRegex(
    pattern,
    flagsWithoutGlobal(flags, 'regexp_match()', 'Use the regexp_matches function instead.'),
  );
  const match = regex.match(text, 0);
  return match === null ? null : matchArray(regex, text, match);
}

/** substring(text from pattern): the first group if there is one, else the match. */
function regexSubstring(text: string, pattern: string): string | null {
  const regex = compileRegex(pattern, plainFlags);
  const match = regex.match(text, 0);
  if (match === null) return null;
  return regex.groups > 0 ? match.groups[0]! : text.slice(match.start, match.end);
}

function similarSubstring(text: string, pattern: string, escapeText: string): string | null {
  return regexSubstring(text, similarToRegex(pattern, escapeText));
}

// ---- regexp_replace

/** The replacement with `\&` and `\1` filled in. */
function expand(replacement: string, text: string, match: RegexMatch): string {
  if (!replacement.includes('\\')) return replacement;
  return replacement.replace(/\\([1-9&\\])/g, (_all: string, c: string) => {
    if (c === '\\') return '\\';
    if (c === '&') return text.slice(match.start, match.end);
    return match.groups[Number(c) - 1] ?? '';
  });
}

/** Replaces match number `which` from an offset on, or all of them when it is 0. */
function replaceMatches(text: string, regex: CompiledRegex, replacement: string, from: number, which: number): string {
  let result = '';
  let copied = 0;
  let count = 0;
  let at = from;
  while (at <= text.length) {
    const match = regex.match(text, at);
    if (match === null) break;
    count++;
    if (which === 0 || count === which) {
      result += text.slice(copied, match.start) + expand(replacement, text, match);
      checkTextLength(result.length);
      copied = match.end;
      if (which !== 0) break;
    }
    at = match.end;
    if (match.start === match.end) {
      if (at >= text.length) break;
      at = after(text, at);
    }
  }
  return result + text.slice(copied);
}

function regexpReplace(text: string, pattern: string, replacement: string, flags = ''): string {
  // A number here is a start position that was meant for another form of the function.
  if (/^\d/.test(flags)) {
    throw sqlError('invalid_parameter_value', `invalid regular expression option: "${flags[0]}"`, {
      hint: 'If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.',
    });
  }
  const parsed = parseFlags(flags);
  return replaceMatches(text, compileRegex(pattern, parsed.flags), replacement, 0, parsed.global ? 0 : 1);
}

function checkParameter(name: string, value: number, least: number): void {
  if (value < least) {
    throw sqlError('invalid_parameter_value', `invalid value for parameter "${name}": ${value}`);
  }
}

function regexpReplaceFrom(
  text: string,
  pattern: string,
  replacement: string,
  start: number,
  which?: number,
  flags = '',
): string {
  checkParameter('start', start, 1);
  if (which !== undefined) checkParameter('n', which, 0);
  const parsed = parseFlags(flags);
  const number = which ?? (parsed.global ? 0 : 1);
  return replaceMatches(text, compileRegex(pattern, parsed.flags), replacement, offsetOf(text, start), number);
}

/** Offset of a character position; past the end there is nothing to match. */
function offsetOf(text: string, position: number): number {
  if (position - 1 > text.length) return text.length + 1;
  const offset = characterIndex(text, position - 1);
  return offset === text.length && characterCount(text) < position - 1 ? text.length + 1 : offset;
}

// ---- counting and finding

function regexpCount(text: string, pattern: string, start = 1, flags = ''): number {
  checkParameter('start', start, 1);
  const regex = compileRegex(pattern, flagsWithoutGlobal(flags, 'regexp_count()'));
  let count = 0;
  for (const _match of matchesOf(regex, text, offsetOf(text, start))) count++;
  return count;
}

function regexpLike(text: string, pattern: string, flags = ''): boolean {
  return compileRegex(pattern, flagsWithoutGlobal(flags, 'regexp_like()')).test(text);
}

function nthMatch(regex: CompiledRegex, text: string, start: number, which: number): RegexMatch | null {
  let count = 0;
  for (const match of matchesOf(regex, text, offsetOf(text, start))) if (++count === which) return match;
  return null;
}

function regexpInstr(
  text: string,
  pattern: string,
  start = 1,
  which = 1,
  endOption = 0,
  flags = '',
  group = 0,
): number {
  checkParameter('start', start, 1);
  checkParameter('n', which, 1);
  if (endOption !== 0 && endOption !== 1) {
    throw sqlError('invalid_parameter_value', `invalid value for parameter "endoption": ${endOption}`);
  }
  checkParameter('subexpr', group, 0);
  const regex = compileRegex(pattern, flagsWithoutGlobal(flags, 'regexp_instr()'));
  if (group > Math.max(regex.groups, 1)) return 0;
  const match = nthMatch(regex, text, start, which);
  const range = match === null ? null : groupRange(match, regex.groups === 0 ? 0 : group);
  return range === null ? 0 : characterCount(text.slice(0, range[endOption])) + 1;
}

function regexpSubstr(text: string, pattern: string, start = 1, which = 1, flags = '', group = 0): string | null {
  checkParameter('start', start, 1);
  checkParameter('n', which, 1);
  checkParameter('subexpr', group, 0);
  const regex = compileRegex(pattern, flagsWithoutGlobal(flags, 'regexp_substr()'));
  if (group > Math.max(regex.groups, 1)) return null;
  const match = nthMatch(regex, text, start, which);
  if (match === null) return null;
  // Of a pattern without groups the first one is the match.
  return group === 0 || regex.groups === 0 ? text.slice(match.start, match.end) : match.groups[group - 1]!;
}

// ---- splitting

/** The parts between matches; empty matches at the ends do not cut. */
export function splitByRegex(text: string, pattern: string, flags: string, name: string): string[] {
  const regex = compileRegex(pattern, flagsWithoutGlobal(flags, name));
  const parts: string[] = [];
  let start = 0;
  let lastEnd = 0;
  for (const match of matchesOf(regex, text)) {
    // An empty match at the start, at the end or right after another separates nothing.
    const separates = match.start < text.length && match.end > lastEnd;
    lastEnd = match.end;
    if (!separates) continue;
    parts.push(text.slice(start, match.start));
    start = match.end;
  }
  parts.push(text.slice(start));
  return parts;
}

function splitToArray(text: string, pattern: string, flags = ''): PgArray {
  return PgArray.of(typeOid.text, splitByRegex(text, pattern, flags, 'regexp_split_to_array()'));
}

export const regexpFunctions = [
  scalar(3396, 'regexp_match', 'text text', '_text', regexpMatch),
  scalar(3397, 'regexp_match', 'text text text', '_text', regexpMatch),
  scalar(2284, 'regexp_replace', 'text text text', 'text', regexpReplace),
  scalar(2285, 'regexp_replace', 'text text text text', 'text', regexpReplace),
  scalar(6253, 'regexp_replace', 'text text text int4', 'text', regexpReplaceFrom),
  scalar(6252, 'regexp_replace', 'text text text int4 int4', 'text', regexpReplaceFrom),
  scalar(6251, 'regexp_replace', 'text text text int4 int4 text', 'text', regexpReplaceFrom),
  scalar(6254, 'regexp_count', 'text text', 'int4', regexpCount),
  scalar(6255, 'regexp_count', 'text text int4', 'int4', regexpCount),
  scalar(6256, 'regexp_count', 'text text int4 text', 'int4', regexpCount),
  scalar(6263, 'regexp_like', 'text text', 'bool', regexpLike),
  scalar(6264, 'regexp_like', 'text text text', 'bool', regexpLike),
  scalar(6257, 'regexp_instr', 'text text', 'int4', regexpInstr),
  scalar(6258, 'regexp_instr', 'text text int4', 'int4', regexpInstr),
  scalar(6259, 'regexp_instr', 'text text int4 int4', 'int4', regexpInstr),
  scalar(6260, 'regexp_instr', 'text text int4 int4 int4', 'int4', regexpInstr),
  scalar(6261, 'regexp_instr', 'text text int4 int4 int4 text', 'int4', regexpInstr),
  scalar(6262, 'regexp_instr', 'text text int4 int4 int4 text int4', 'int4', regexpInstr),
  scalar(6265, 'regexp_substr', 'text text', 'text', regexpSubstr),
  scalar(6266, 'regexp_substr', 'text text int4', 'text', regexpSubstr),
  scalar(6267, 'regexp_substr', 'text text int4 int4', 'text', regexpSubstr),
  scalar(6268, 'regexp_substr', 'text text int4 int4 text', 'text', regexpSubstr),
  scalar(6269, 'regexp_substr', 'text text int4 int4 text int4', 'text', regexpSubstr),
  scalar(2767, 'regexp_split_to_array', 'text text', '_text', splitToArray),
  scalar(2768, 'regexp_split_to_array', 'text text text', '_text', splitToArray),
  scalar(2073, 'substring', 'text text', 'text', regexSubstring),
  scalar(2074, 'substring', 'text text text', 'text', similarSubstring),
  scalar(1986, 'similar_to_escape', 'text text', 'text', similarToRegex),
  scalar(1987, 'similar_to_escape', 'text', 'text', (pattern: string) => similarToRegex(pattern, null)),
  scalar(1623, 'similar_escape', 'text text', 'text', similarEscape, { strict: false }),
];

/** The older form, where a null escape is the default one. */
function similarEscape(pattern: string | null, escapeText: string | null): string | null {
  return pattern === null ? null : similarToRegex(pattern, escapeText);
}
