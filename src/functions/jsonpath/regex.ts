/** like_regex: XQuery's flags over the regular expressions of SQL. */
import { setRegexCheck } from '../../types/jsonpath/regex-check.ts';
import { type CompiledRegex, compileRegex, plainFlags } from '../regex/index.ts';

/** A dot does not match a newline unless flag `s` says so; with `q` the pattern is plain text, and only `i` counts beside it. */
export function regexOf(pattern: string, flags: string): CompiledRegex {
  const ignoreCase = flags.includes('i');
  if (flags.includes('q')) return compileRegex(pattern, { ...plainFlags, ignoreCase, literal: true });
  return compileRegex(pattern, {
    ...plainFlags,
    ignoreCase,
    newlineStops: !flags.includes('s'),
    lineAnchors: flags.includes('m'),
  });
}

setRegexCheck((pattern, flags) => {
  regexOf(pattern, flags);
});
