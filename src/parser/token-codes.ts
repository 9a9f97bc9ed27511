/**
 * Numbers of the parser's tokens. The scanner turns a text into an array of these and the Peggy grammar matches the array, one
 * number per terminal. Punctuation keeps its ASCII code; kinds with a value follow; keywords are numbered class by class, with
 * `identifier` right before the unreserved ones, so that "may be a column name" and its like are one or two comparisons.
 * bin/build-grammar.mjs reads this file too: a literal in grammar/*.peggy is looked up here.
 */
import { colNameKeywords, needsAs, reservedKeywords, typeFuncNameKeywords, unreservedKeywords } from './keywords.ts';

/** After the last token; never matched by a literal. */
export const endOfInput = 0;

/** Terminals that carry a value, written `"<integer>"` in the grammar. */
export const valueTokens = {
  /** An integer that fits int4; the value is its digits. */
  integer: 128,
  /** Any other number. */
  decimal: 129,
  string: 130,
  /** B'' or X'': the digits behind their letter. */
  bits: 131,
  /** $n: the number as text. */
  parameter: 132,
  /** An operator that has no token of its own. */
  operator: 133,
  /** A character no rule of the scanner knows, or the place of a lexical error: nothing in the grammar matches it. */
  invalid: 134,
} as const;

/** Operators and separators of two characters. */
export const punctuation: Readonly<Record<string, number>> = {
  '::': 140,
  '..': 141,
  ':=': 142,
  '=>': 143,
  '<=': 144,
  '>=': 145,
  '<>': 146,
  ...Object.fromEntries([...',()[].;:+-*/%^<>='].map((character) => [character, character.charCodeAt(0)])),
};

export const identifier = 255;
const firstKeyword = identifier + 1;
/** Keywords by token number, from `firstKeyword`. */
const keywordsInOrder: readonly string[] = [
  ...unreservedKeywords,
  ...colNameKeywords,
  ...typeFuncNameKeywords,
  ...reservedKeywords,
];
export const keywordCodes: ReadonlyMap<string, number> = new Map(
  keywordsInOrder.map((word, index) => [word, firstKeyword + index]),
);
const afterUnreserved = firstKeyword + unreservedKeywords.length;
const afterColName = afterUnreserved + colNameKeywords.length;
const afterTypeFuncName = afterColName + typeFuncNameKeywords.length;
const afterKeywords = firstKeyword + keywordsInOrder.length;

/** Words whose meaning the next word changes, as PostgreSQL's scanner tells its one-token-lookahead grammar. */
export const lookaheadTokens = {
  /** NOT before BETWEEN, IN, LIKE, ILIKE, SIMILAR. */
  not_la: afterKeywords,
  /** NULLS before FIRST, LAST. */
  nulls_la: afterKeywords + 1,
  /** WITH before TIME, ORDINALITY. */
  with_la: afterKeywords + 2,
} as const;

const keywordRange = (text: string): [number, number][] =>
  text.split(' ').map((word) => [keywordCodes.get(word)!, keywordCodes.get(word)!]);
const tokenRange = (text: string): [number, number][] =>
  text.split(' ').map((word) => [punctuation[word]!, punctuation[word]!]);
const double = keywordCodes.get('double')!;
const operatorWord = keywordCodes.get('operator')!;
const boundInfix: readonly (readonly [number, number])[] = [
  [valueTokens.operator, valueTokens.operator],
  ...tokenRange('+ - * / % ^ < > = <= >= <>'),
];

/** Sets of terminals, written `"<colId>"` in the grammar: ranges of token numbers, ends included. */
export const tokenClasses: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  identifier: [[identifier, identifier]],
  /** What may name a column, table, schema ... */
  colId: [[identifier, afterColName - 1]],
  /** What may name a type or function. */
  typeFunctionName: [
    [identifier, afterUnreserved - 1],
    [afterColName, afterTypeFuncName - 1],
  ],
  /** A name that starts no special form of expression, as `double precision '1'` and `operator(+) 1` do. */
  plainName: [
    [identifier, double - 1],
    [double + 1, operatorWord - 1],
    [operatorWord + 1, afterUnreserved - 1],
  ],
  colNameKeyword: [[afterUnreserved, afterColName - 1]],
  typeFunctionKeyword: [[afterColName, afterTypeFuncName - 1]],
  reservedKeyword: [[afterTypeFuncName, afterKeywords - 1]],
  nonReservedWord: [[identifier, afterTypeFuncName - 1]],
  /** Anything after AS. */
  colLabel: [[identifier, afterKeywords - 1]],
  /** An output label without AS. */
  bareColLabel: [
    [identifier, identifier],
    ...keywordsInOrder.flatMap((word, index): [number, number][] =>
      needsAs.has(word) ? [] : [[firstKeyword + index, firstKeyword + index]],
    ),
  ],
  /** Guards: the first tokens of optional parts, so that most statements skip them with one look. */
  nameFollow: [...tokenRange('. ( ['), [valueTokens.string, valueTokens.string]],
  queryStart: [...tokenRange('('), ...keywordRange('select values table')],
  queryTail: keywordRange('limit offset fetch for'),
  selectRest: keywordRange('group having window'),
  joinStart: keywordRange('join inner left right full cross natural'),
  callModifier: keywordRange('within filter over'),
  boundInfix,
  infix: [...boundInfix, ...keywordRange('and or')],
  subqueryOperator: boundInfix,
  operatorStart: [
    ...boundInfix,
    ...tokenRange('::'),
    ...keywordRange('and or is isnull notnull in like ilike similar between escape at collate operator'),
    [lookaheadTokens.not_la, lookaheadTokens.not_la],
  ],
  /** Every token but an invalid one. */
  any: [
    [1, valueTokens.invalid - 1],
    [valueTokens.invalid + 1, afterKeywords + 2],
  ],
};

/** The word a keyword's token number stands for. */
export function keywordText(code: number): string {
  return keywordsInOrder[code - firstKeyword]!;
}
export const isKeywordCode = (code: number): boolean => code >= firstKeyword && code < afterKeywords;
