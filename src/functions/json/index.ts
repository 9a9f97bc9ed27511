/**
 * Functions, operators and aggregates of json and jsonb ("JSON Functions and Operators"): json is read from its text at each
 * call, jsonb is a tree already. What makes JSON of SQL values is in encode.ts.
 */
export { jsonAccessFunctions, jsonbAtPath } from './access.ts';
export { jsonAggregates } from './aggregates.ts';
export { jsonbComparisons } from './comparisons.ts';
export { jsonbContainment } from './containment.ts';
export { jsonbCasts, jsonInspectFunctions, jsonTextCasts } from './inspect.ts';
export { jsonMakingFunctions } from './making.ts';
export { jsonModifyFunctions } from './modify.ts';
export { jsonOperators } from './operators.ts';
export { jsonPopulateFunctions } from './populate-functions.ts';
export { changeAtPath } from './set-path.ts';
export { jsonSets } from './sets.ts';
