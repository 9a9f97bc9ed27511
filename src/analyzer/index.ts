/**
 * Syntax tree and catalog to typed bound trees (catalog/tree.ts): names, types, coercions, and PostgreSQL's resolution of
 * functions and operators. `statement/` binds queries and data modification, `tableref/` FROM items, `expression/` expressions;
 * `coercion/` and `resolution/` are the rules of the manual's chapter "Type Conversion"; `deparse/` is the way back to SQL text.
 */
export {
  analyzeExpression,
  analyzeStatement,
  type BoundStatement,
  convertExpression,
  derivedCollation,
  type ExpressionOptions,
  isAnalyzable,
  type StoredExpressionKind,
} from './analyze.ts';
export { resolveCollation } from './collation/resolve-collation.ts';
export { withOrigins } from './column-origins.ts';
export {
  type DeparseContext,
  type DeparseOptions,
  deparseExpression,
  deparseQuery,
  deparserFor,
  deparseStored,
} from './deparse/index.ts';
export {
  type AnalyzerContext,
  builtInFunctions,
  type FunctionAccess,
  type ParameterTypes,
  type TypeAccess,
  typesOf,
} from './environment.ts';
export { figureColumnName } from './expression/figure-name.ts';
export { type ResolvedType, resolveTypeName } from './type-name.ts';
