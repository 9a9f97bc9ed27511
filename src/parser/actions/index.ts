/** What the actions of grammar/*.peggy call: node makers, operator precedence, errors. */

export * from './definitions.ts';
export * from './expressions.ts';
export { notBuilt, reject, rejectAt, syntaxErrorAt } from './failures.ts';
export { betweenForm, foldOperators, infix, likeForm, likeOperator, postfix, prefixed, wordAt } from './fold.ts';
export * from './privileges.ts';
export * from './queries.ts';
export * from './session.ts';
export { beginParse, startOf } from './state.ts';
export { floatType, intervalType, qualifiedName, systemType, typeName } from './types.ts';
