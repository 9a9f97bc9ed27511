/**
 * Regular expressions with PostgreSQL's syntax and meaning, over JavaScript's RegExp where that gives the same and an exact
 * matcher where the extent of a match could differ. Characters are compared as in the C locale: case and classes are ASCII.
 */
import { sqlError } from '../../errors/index.ts';
import { ExactMatcher } from './exact-match.ts';
import { applyFlags, parseRegex } from './parse.ts';
import { defaultOptions, type RegexNode, type RegexOptions } from './syntax-tree.ts';
import { firstMatchIsRight, toJavaScript } from './to-javascript.ts';

export { defaultOptions, type RegexOptions } from './syntax-tree.ts';

export class PgRegex {
  readonly groupCount: number;
  private readonly root: RegexNode;
  private readonly exact: boolean;
  private readonly tester: RegExp;
  private readonly finder: RegExp;
  private readonly zeroWidth = new Map<RegexNode, RegExp>();

  constructor(pattern: string, options: RegexOptions) {
    const parsed = parseRegex(pattern, options);
    this.root = parsed.root;
    this.groupCount = parsed.groupCount;
    this.exact = !firstMatchIsRight(parsed.root);
    const source = toJavaScript(parsed.root);
    this.tester = new RegExp(source, 'u');
    this.finder = new RegExp(source, 'dgu');
  }

  test(text: string): boolean {
    return this.tester.test(text);
  }

  /**
   * The first match that starts at or after `from`: UTF-16 offsets of start and end, then of each group; -1 for a group that
   * took no part. What stands before `from` is seen by `^` and lookbehind.
   */
  exec(text: string, from: number): readonly number[] | null {
    this.finder.lastIndex = from;
    const found = this.finder.exec(text);
    if (found === null) return null;
    if (this.exact) return new ExactMatcher(text, this.zeroWidth).match(this.root, this.groupCount, found.index);
    const spans: number[] = [];
    for (const span of found.indices!) spans.push(span === undefined ? -1 : span[0], span === undefined ? -1 : span[1]);
    return spans;
  }
}

const cacheLimit = 256;
const cache = new Map<string, PgRegex>();
let last: PgRegex | null = null;
let lastPattern = '';
let lastFlags = '';

/** `flags` as the third argument of regexp_match and its kin, without `g`; unknown ones raise 22023. */
export function compileRegex(pattern: string, flags: string): PgRegex {
  // A statement mostly uses one pattern for all its rows.
  if (last !== null && pattern === lastPattern && flags === lastFlags) return last;
  const key = `${flags}/${pattern}`;
  let regex = cache.get(key);
  if (regex === undefined) {
    regex = new PgRegex(pattern, regexOptions(flags));
    if (cache.size >= cacheLimit) cache.clear();
    cache.set(key, regex);
  }
  last = regex;
  lastPattern = pattern;
  lastFlags = flags;
  return regex;
}

function regexOptions(flags: string): RegexOptions {
  return applyFlags(flags, defaultOptions, (flag) =>
    sqlError('invalid_parameter_value', `invalid regular expression option: "${flag}"`),
  );
}
