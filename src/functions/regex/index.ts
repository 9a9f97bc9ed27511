/**
 * Regular expressions with PostgreSQL's syntax and meaning, over JavaScript's RegExp where that gives the same and an exact
 * matcher where the extent of a match could differ. Characters are compared as in the C locale: case and classes are ASCII.
 * `compileRegex` reads a pattern once and keeps it.
 */
import { ExactMatcher } from './exact-match.ts';
import type { RegexFlags } from './flags.ts';
import { parseRegex } from './parse.ts';
import type { RegexNode } from './syntax-tree.ts';
import { firstMatchIsRight, toJavaScript } from './to-javascript.ts';

export { ignoreCaseFlags, parseFlags, plainFlags, type RegexFlags } from './flags.ts';
export { similarToRegex } from './similar.ts';

/** Where a pattern matched; offsets are UTF-16 code units. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** Texts of the groups; null for one that took no part. */
  readonly groups: readonly (string | null)[];
  /** Start and end of the match, then of each group; -1 for one that took no part. */
  readonly spans: readonly number[];
}

export class CompiledRegex {
  /** Number of capturing groups. */
  readonly groups: number;
  private readonly root: RegexNode;
  private readonly exact: boolean;
  private readonly tester: RegExp;
  private readonly source: string;
  private finder: RegExp | null = null;
  private readonly zeroWidth = new Map<RegexNode, RegExp>();

  constructor(pattern: string, flags: RegexFlags) {
    const parsed = parseRegex(pattern, flags);
    this.root = parsed.root;
    this.groups = parsed.groupCount;
    this.exact = !firstMatchIsRight(parsed.root);
    this.source = toJavaScript(parsed.root);
    this.tester = new RegExp(this.source, 'u');
  }

  test(text: string): boolean {
    return this.tester.test(text);
  }

  /** The first match that starts at or after `from`; what stands before is seen by `^` and lookbehind. */
  match(text: string, from: number): RegexMatch | null {
    // Spans of groups cost time: without groups, or where the exact matcher finds them, they are not asked for.
    this.finder ??= new RegExp(this.source, this.groups > 0 && !this.exact ? 'dgu' : 'gu');
    this.finder.lastIndex = from;
    const found = this.finder.exec(text);
    if (found === null) return null;
    const spans = this.exact
      ? new ExactMatcher(text, this.zeroWidth).match(this.root, this.groups, found.index)
      : spansOf(found);
    const groups: (string | null)[] = [];
    for (let i = 2; i < spans.length; i += 2) groups.push(spans[i]! < 0 ? null : text.slice(spans[i], spans[i + 1]));
    return { start: spans[0]!, end: spans[1]!, groups, spans };
  }
}

/** Start and end of a group of a match (0: the whole); null when it took no part. */
export function groupRange(match: RegexMatch, group: number): readonly [number, number] | null {
  const start = match.spans[2 * group] ?? -1;
  return start < 0 ? null : [start, match.spans[2 * group + 1]!];
}

function spansOf(found: RegExpExecArray): number[] {
  if (found.indices === undefined) return [found.index, found.index + found[0].length];
  const spans: number[] = [];
  for (const span of found.indices) spans.push(span === undefined ? -1 : span[0], span === undefined ? -1 : span[1]);
  return spans;
}

const cacheLimit = 256;
const cache = new Map<string, CompiledRegex>();
let lastRegex: CompiledRegex | null = null;
let lastPattern = '';
let lastFlags: RegexFlags | null = null;

/** The compiled form of a pattern; calls with the same pattern and flags, one after the other, cost two comparisons. */
export function compileRegex(pattern: string, flags: RegexFlags): CompiledRegex {
  if (lastRegex !== null && pattern === lastPattern && flags === lastFlags) return lastRegex;
  const key = `${flagKey(flags)}${pattern}`;
  let regex = cache.get(key);
  if (regex === undefined) {
    regex = new CompiledRegex(pattern, flags);
    if (cache.size >= cacheLimit) cache.clear();
    cache.set(key, regex);
  }
  lastRegex = regex;
  lastPattern = pattern;
  lastFlags = flags;
  return regex;
}

function flagKey(flags: RegexFlags): string {
  return `${flags.ignoreCase ? 'i' : ''}${flags.newlineStops ? 'p' : ''}${flags.lineAnchors ? 'w' : ''}${flags.expanded ? 'x' : ''}${flags.literal ? 'q' : ''}:`;
}
