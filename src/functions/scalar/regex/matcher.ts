/** Regular expressions ready to match, and a cache of them. */
import type { RegexFlags } from './flags.ts';
import { translateRegex } from './translate.ts';

/** Where a pattern matched; offsets are UTF-16 code units. Groups that took no part are null. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

export class CompiledRegex {
  readonly groups: number;
  private readonly source: string;
  /** 0: as JavaScript chooses; otherwise all ends are tried, from the longest (1) or the shortest (-1). */
  private readonly search: -1 | 0 | 1;
  private readonly contextual: boolean;
  private readonly global: RegExp;
  private anchored: RegExp | null = null;
  private indexed: RegExp | null = null;

  constructor(pattern: string, flags: RegexFlags) {
    const translated = translateRegex(pattern, flags);
    this.groups = translated.groups;
    this.source = translated.source;
    this.contextual = translated.contextual;
    this.search = !translated.mixed ? 0 : translated.preference === 'longest' ? 1 : -1;
    this.global = new RegExp(translated.source, 'gu');
  }

  test(text: string): boolean {
    this.global.lastIndex = 0;
    return this.global.test(text);
  }

  /** First match at or after `from`, a code unit offset between characters. */
  match(text: string, from: number): RegexMatch | null {
    this.global.lastIndex = from;
    const found = this.global.exec(text);
    if (found === null) return null;
    const start = found.index;
    if (this.search !== 0) {
      const other = this.searchEnds(text, start, start + found[0].length);
      if (other !== null) return other;
    }
    return { start, end: start + found[0].length, groups: groupsOf(found) };
  }

  /** Start and end of a group of the match that begins at `match.start`; null when it took no part. */
  groupRange(text: string, match: RegexMatch, group: number): readonly [number, number] | null {
    if (group === 0) return [match.start, match.end];
    this.indexed ??= new RegExp(`(?:${this.source})`, 'dyu');
    const found = exec(this.indexed, text, match.start);
    if (found !== null && found[0].length === match.end - match.start) return found.indices?.[group] ?? null;
    const anchored = new RegExp(`(?:${this.source})(?![^])`, 'dyu');
    return exec(anchored, text.slice(0, match.end), match.start)?.indices?.[group] ?? null;
  }

  /** The longest or shortest match that starts at `start`; null when JavaScript's choice has to do. */
  private searchEnds(text: string, start: number, chosen: number): RegexMatch | null {
    // Cutting the text off would deceive a pattern that looks past its match, so there the end is asserted instead.
    for (let end = this.search > 0 ? text.length : start; end !== chosen; end -= this.search) {
      const found = this.contextual ? this.matchTo(text, start, end) : this.matchCut(text, start, end);
      if (found !== null) return { start, end, groups: groupsOf(found) };
    }
    return null;
  }

  private matchCut(text: string, start: number, end: number): RegExpExecArray | null {
    this.anchored ??= new RegExp(`(?:${this.source})(?![^])`, 'yu');
    return exec(this.anchored, text.slice(0, end), start);
  }

  private matchTo(text: string, start: number, end: number): RegExpExecArray | null {
    return exec(new RegExp(`(?:${this.source})(?=[^]{${charactersIn(text, end)}}(?![^]))`, 'yu'), text, start);
  }
}

function charactersIn(text: string, from: number): number {
  let count = 0;
  for (let at = from; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count++;
  return count;
}

function exec(regex: RegExp, text: string, at: number): RegExpExecArray | null {
  regex.lastIndex = at;
  return regex.exec(text);
}

function groupsOf(found: RegExpExecArray): (string | null)[] {
  const groups: (string | null)[] = [];
  for (let index = 1; index < found.length; index++) groups.push(found[index] ?? null);
  return groups;
}

const cache = new Map<string, CompiledRegex>();
const CACHE_SIZE = 500;

let lastPattern: string | null = null;
let lastFlags: RegexFlags | null = null;
let lastRegex: CompiledRegex | null = null;

/** The compiled form of a pattern; calls with the same pattern and flags, one after the other, cost two comparisons. */
export function compileRegex(pattern: string, flags: RegexFlags): CompiledRegex {
  if (pattern === lastPattern && flags === lastFlags) return lastRegex!;
  const key = `${flagKey(flags)}${pattern}`;
  let regex = cache.get(key);
  if (regex === undefined) {
    regex = new CompiledRegex(pattern, flags);
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(key, regex);
  }
  lastPattern = pattern;
  lastFlags = flags;
  lastRegex = regex;
  return regex;
}

function flagKey(flags: RegexFlags): string {
  return `${flags.ignoreCase ? 'i' : ''}${flags.newlineStops ? 'p' : ''}${flags.lineAnchors ? 'w' : ''}${flags.expanded ? 'x' : ''}${flags.literal ? 'q' : ''}:`;
}
