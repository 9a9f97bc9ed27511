/**
 * SIMILAR TO: the SQL pattern as a regular expression. `%` and `_` as in LIKE; `|*+?{}()[]` as in regular expressions; all
 * else stands for itself. Two escaped double quotes cut the pattern in three, of which substring() gives the middle one.
 */
import { sqlError } from '../../errors/index.ts';

/** `given` is the escape character or empty; null stands for the backslash. */
export function similarToRegex(pattern: string, given: string | null): string {
  const escapeCharacter = given ?? '\\';
  if (Array.from(escapeCharacter).length > 1) {
    throw sqlError('invalid_escape_sequence', 'invalid escape string', {
      hint: 'Escape string must be empty or one character.',
    });
  }
  let result = '^(?:';
  let separators = 0;
  let escaped = false;
  let inBrackets = false;
  /** Characters since the opening bracket: `]` right after it, or after `[^`, is an ordinary one. */
  let bracketLength = 0;
  for (const char of pattern) {
    if (escaped) {
      if (char === '"' && !inBrackets) {
        if (separators > 1) {
          throw sqlError(
            'invalid_use_of_escape_character',
            'SQL regular expression may not contain more than two escape-double-quote separators',
          );
        }
        result += separators === 0 ? '){1,1}?(' : '){1,1}(?:';
        separators++;
      } else result += `\\${char}`;
      escaped = false;
    } else if (char === escapeCharacter) escaped = true;
    else if (inBrackets) {
      result += char === '\\' ? '\\\\' : char;
      if (char === ']' && bracketLength > 0) inBrackets = false;
      else if (!(char === '^' && bracketLength === 0)) bracketLength++;
    } else if (char === '[') {
      result += char;
      inBrackets = true;
      bracketLength = 0;
    } else if (char === '%') result += '.*';
    else if (char === '_') result += '.';
    else if (char === '(') result += '(?:';
    else if (char === '\\' || char === '.' || char === '^' || char === '$') result += `\\${char}`;
    else result += char;
  }
  return `${result})$`;
}
