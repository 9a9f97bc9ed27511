/** The terminals of grammar/jsonpath.peggy: the parser reads a string that has one character for each token. */

const words = [
  'is',
  'to',
  'abs',
  'lax',
  'flag',
  'last',
  'null',
  'size',
  'true',
  'type',
  'with',
  'false',
  'floor',
  'double',
  'exists',
  'starts',
  'strict',
  'ceiling',
  'keyvalue',
  'datetime',
  'unknown',
  'like_regex',
] as const;

const kinds = ['<identifier>', '<string>', '<variable>', '<integer>', '<numeric>', '<error>'] as const;
const operators = ['&&', '||', '!', '**', '<', '<=', '==', '!=', '>', '>='] as const;

/** Words behind a private-use character each; they are matched in any case, but null, true and false in lower case only. */
export const wordCodes: ReadonlyMap<string, string> = new Map(
  words.map((word, i) => [word, String.fromCharCode(0xe000 + i)]),
);
export const caseSensitiveWords: ReadonlySet<string> = new Set(['null', 'true', 'false']);

const signs: ReadonlyMap<string, string> = new Map(
  [...kinds, ...operators].map((sign, i) => [sign, String.fromCharCode(0xe100 + i)]),
);

/** The character of a terminal as the grammar writes it; one character of punctuation stands for itself. */
export function jsonPathToken(literal: string): string {
  return wordCodes.get(literal) ?? signs.get(literal) ?? literal;
}
