/** Everything over ranges and multiranges: constructors, operators, functions, aggregates, casts. */
import type { FunctionDef } from '../function-def.ts';
import { rangeAggregates } from './aggregates.ts';
import { rangeOrderFunctions } from './comparisons.ts';
import { rangeConstructors } from './constructors.ts';
import { rangeFunctions, rangeSets } from './functions.ts';

export { rangeComparisons } from './comparisons.ts';
export { rangeCasts } from './constructors.ts';
export { rangeOperators } from './operators.ts';

export const rangeRoutines: readonly FunctionDef[] = [
  ...rangeConstructors,
  ...rangeFunctions,
  ...rangeOrderFunctions,
  ...rangeSets,
  ...rangeAggregates,
];
