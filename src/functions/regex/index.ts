/**
 * Regular expressions with PostgreSQL's syntax and meaning, over JavaScript's RegExp where that gives the same and surely ends soon, and
 * automata where the extent of a match could differ or RegExp could try for long. Characters are compared as in the C locale: case and
 * classes are ASCII. `compileRegex` reads a pattern once and keeps it.
 */
import { unsupported } from '../../errors/index.ts';
import { BacktrackingRegex } from './backtracking.ts';
import { backtrackingLengthMax } from './cost.ts';
import type { RegexFlags } from './flags.ts';
import { LinearRegex } from './linear-regex.ts';
import { parseRegex } from './parse.ts';
import { type RegexNode, visitNodes } from './syntax-tree.ts';
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
  /** RegExp finds the extent of the match that PostgreSQL finds. */
  private readonly isPlain: boolean;
  private readonly hasReferences: boolean;
  /** V8 finds places without width between the halves of a surrogate pair. */
  private readonly looksAround: boolean;
  /** Texts up to this length are for RegExp, which is quick but cannot be stopped. */
  private readonly shortLength: number;
  private readonly source: string;
  private tester: RegExp | null = null;
  private finder: RegExp | null = null;
  private automata: LinearRegex | null = null;
  private trying: BacktrackingRegex | null = null;

  constructor(pattern: string, flags: RegexFlags) {
    const parsed = parseRegex(pattern, flags);
    this.root = parsed.root;
    this.groups = parsed.groupCount;
    this.isPlain = firstMatchIsRight(parsed.root);
    this.shortLength = backtrackingLengthMax(parsed.root);
    this.source = toJavaScript(parsed.root);
    const kinds = new Set<RegexNode['kind']>();
    visitNodes(parsed.root, ({ kind }) => kinds.add(kind));
    this.hasReferences = kinds.has('backReference');
    this.looksAround = kinds.has('constraint') || kinds.has('look');
  }

  test(text: string): boolean {
    if (this.isShort(text)) {
      this.tester ??= new RegExp(this.source, 'u');
      return this.tester.test(text);
    }
    return this.hasReferences ? this.backtracking().match(text, 0) !== null : this.linear().test(text);
  }

  /** The first match that starts at or after `from`; what stands before is seen by `^` and lookbehind. */
  match(text: string, from: number): RegexMatch | null {
    const spans = this.isShort(text) ? this.shortSpans(text, from) : this.longSpans(text, from);
    if (spans === null) return null;
    const groups: (string | null)[] = [];
    for (let i = 2; i < spans.length; i += 2) groups.push(spans[i]! < 0 ? null : text.slice(spans[i], spans[i + 1]));
    return { start: spans[0]!, end: spans[1]!, groups, spans };
  }

  private isShort(text: string): boolean {
    return text.length <= this.shortLength && !(this.looksAround && surrogate.test(text));
  }

  private shortSpans(text: string, from: number): number[] | null {
    // Spans of groups cost time: without groups, or where automata find them, they are not asked for.
    this.finder ??= new RegExp(this.source, this.groups > 0 && this.isPlain ? 'dgu' : 'gu');
    this.finder.lastIndex = from;
    const found = this.finder.exec(text);
    if (found === null) return null;
    return this.isPlain ? spansOf(found) : this.linear().spansAt(text, found.index);
  }

  private longSpans(text: string, from: number): number[] | null {
    if (this.hasReferences && this.isPlain) return this.backtracking().match(text, from);
    if (this.hasReferences && this.backtracking().match(text, from) === null) return null;
    const start = this.linear().startFrom(text, from);
    return start < 0 ? null : this.linear().spansAt(text, start);
  }

  private linear(): LinearRegex {
    if (this.hasReferences) throw unsupported('extracting a match by a regular expression with a back reference');
    this.automata ??= new LinearRegex(this.root, this.groups);
    return this.automata;
  }
  private backtracking(): BacktrackingRegex {
    this.trying ??= new BacktrackingRegex(this.root, this.groups);
    return this.trying;
  }
}

const surrogate = /[\ud800-\udfff]/;

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
