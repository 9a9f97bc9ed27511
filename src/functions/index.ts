/**
 * Functions, operators, aggregates and casts: rows of tables (`FunctionDef`, `OperatorDef`, `CastDef`) with the OIDs and names
 * of pg_proc, pg_operator and pg_cast. A row says what resolution, code generation and the catalog need; `tables.ts` lists the
 * files of rows, `registry.ts` indexes them. Which overload a call means is decided in the analyzer.
 */
export type * from './function-def.ts';
export {
  allCasts,
  allFunctions,
  allOperators,
  argOids,
  type CastPath,
  castBetween,
  castPath,
  castsFrom,
  castsTo,
  comparisonOperator,
  equalityFunction,
  findOperator,
  functionByOid,
  functionsByName,
  greaterFunction,
  lessFunction,
  operatorByOid,
  operatorByProc,
  operatorsByName,
  type ResolvedOperator,
  resolveOperator,
  resultOid,
} from './registry.ts';
