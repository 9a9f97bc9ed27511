/** SQL patterns (SIMILAR TO, substring(… similar …)) as regular expressions. */
import { sqlError } from '../../../errors/index.ts';

/** The regular expression for a SIMILAR TO pattern; `given` is the escape, one character or empty, null for the backslash. */
export function similarToRegex(pattern: string, given: string | null): string {
  const escapeCharacter = given ?? '\\';
  if ([...escapeCharacter].length > 1) {
    throw sqlError('invalid_escape_sequence', 'invalid escape string', {
      hint: 'Escape string must be empty or one character.',
    });
  }
  let result = '^(?:';
  let afterEscape = false;
  let inBracket = false;
  let separators = 0;
  for (const c of pattern) {
    if (afterEscape) {
      if (c === '"' && !inBracket) {
        if (separators === 0) result += '){1,1}?(';
        else if (separators === 1) result += '){1,1}(?:';
        else {
          throw sqlError(
            'invalid_use_of_escape_character',
            'SQL regular expression may not contain more than two escape-double-quote separators',
          );
        }
        separators++;
      } else result += `\\${c}`;
      afterEscape = false;
    } else if (c === escapeCharacter) afterEscape = true;
    else if (inBracket) {
      if (c === '\\') result += '\\';
      result += c;
      if (c === ']') inBracket = false;
    } else if (c === '[') {
      result += c;
      inBracket = true;
    } else if (c === '%') result += '.*';
    else if (c === '_') result += '.';
    else if (c === '(') result += '(?:';
    else if (c === '\\' || c === '.' || c === '^' || c === '$') result += `\\${c}`;
    else result += c;
  }
  return `${result})$`;
}
