/** Full-text search: functions and operators over tsvector and tsquery, and what makes them of text. */
import type { OperatorRow } from '../define-operators.ts';
import type { FunctionDef } from '../function-def.ts';
import { textSearchOrderFunctions } from './comparisons.ts';
import { configFunctions, configOperators, configSets } from './config-functions.ts';
import { jsonDocumentFunctions } from './json-documents.ts';
import { queryFunctions, queryOperators } from './query-functions.ts';
import { queryResultFunctions } from './query-results.ts';
import { rankingFunctions } from './rank-functions.ts';
import { vectorFunctions, vectorOperators, vectorSets } from './vector-functions.ts';

export { textSearchComparisons } from './comparisons.ts';

export const textSearchOperators: readonly OperatorRow[] = [...vectorOperators, ...queryOperators, ...configOperators];

export const textSearchRoutines: readonly FunctionDef[] = [
  ...textSearchOrderFunctions,
  ...vectorFunctions,
  ...vectorSets,
  ...queryFunctions,
  ...queryResultFunctions,
  ...configFunctions,
  ...configSets,
  ...jsonDocumentFunctions,
  ...rankingFunctions,
];
