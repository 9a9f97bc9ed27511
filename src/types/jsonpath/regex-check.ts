/**
 * The pattern of like_regex is checked when the path is read, by the regular expressions of SQL. They are a layer above, which
 * puts its check in here when it loads.
 */
type Check = (pattern: string, flags: string) => void;

let check: Check | null = null;

export function setRegexCheck(newCheck: Check): void {
  check = newCheck;
}

/** Raises 2201B when the pattern is no regular expression. */
export function checkRegex(pattern: string, flags: string): void {
  check?.(pattern, flags);
}
