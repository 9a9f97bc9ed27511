/**
 * SQL text → syntax tree, and back.
 * A text is scanned into tokens (scanner.ts), the tokens are matched by the generated Peggy parser (grammar/*.peggy, built by
 * bin/build-grammar.mjs into generated/), whose actions make the nodes of ast/. Nothing is looked up: names, types and
 * meanings are the analyzer's. Errors are `SqlError` with PostgreSQL's words and the offset of the token it would point at.
 */
export type * from './ast/index.ts';
export { deparseExpression, deparseStatement, deparseWindow } from './deparse/index.ts';
export { foldCase, nameBytesMax, quoteIdentifier, truncateName } from './identifiers.ts';
export { type KeywordClass, keywordClasses, needsAs } from './keywords.ts';
export { type NormalisedText, normaliseStatement } from './normalise.ts';
export { parse, parseExpression, parseTypeName } from './parse.ts';
export { parseCached } from './statement-cache.ts';
