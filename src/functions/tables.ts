/** Every file of rows, in one place: a new file of functions, operators or casts is added here and nowhere else. */
import { aggregates } from './aggregate/index.ts';
import { datetimeCastFunctions, datetimeCasts } from './casts/datetime.ts';
import { identifierCastFunctions, identifierCasts } from './casts/identifiers.ts';
import { castFunctionsOf, castsOf, numberCasts } from './casts/numbers.ts';
import { furtherTextCasts, textCasts } from './casts/texts.ts';
import { functionsOf, operatorsOf } from './define-operators.ts';
import type { CastDef, FunctionDef, OperatorDef } from './function-def.ts';
import {
  jsonAccessFunctions,
  jsonAggregates,
  jsonbCasts,
  jsonbComparisons,
  jsonbContainment,
  jsonInspectFunctions,
  jsonMakingFunctions,
  jsonModifyFunctions,
  jsonOperators,
  jsonPopulateFunctions,
  jsonSets,
  jsonTextCasts,
} from './json/index.ts';
import { jsonPathFunctions } from './jsonpath/index.ts';
import { arrayOperators } from './operators/arrays.ts';
import { bitComparisons, bitOperators } from './operators/bit-strings.ts';
import { type ComparisonFamily, comparisonFunctions, comparisonOperators } from './operators/comparison-family.ts';
import { datetimeOperatorFunctions, datetimeOperators } from './operators/datetime.ts';
import { floatArithmetic } from './operators/float-arithmetic.ts';
import { floatComparisons } from './operators/float-comparisons.ts';
import { geometryOperators } from './operators/geometry/index.ts';
import { integerArithmetic } from './operators/integer-arithmetic.ts';
import { moneyArithmetic } from './operators/money-arithmetic.ts';
import { networkComparisons, networkOperators } from './operators/network.ts';
import { numberComparisons } from './operators/number-comparisons.ts';
import { numericArithmetic } from './operators/numeric-arithmetic.ts';
import { objectComparisons } from './operators/object-comparisons.ts';
import { patternFunctions, patternOperators } from './operators/pattern-match.ts';
import { namedTextOperators, textOperators } from './operators/text.ts';
import { textComparisons } from './operators/text-comparisons.ts';
import { rangeCasts, rangeComparisons, rangeOperators, rangeRoutines } from './ranges/index.ts';
import { geometryCasts } from './scalar/geometry/conversions.ts';
import { geometryFunctions } from './scalar/geometry/functions.ts';
import { scalarFunctions } from './scalar/index.ts';
import { networkCasts, networkFunctions } from './scalar/network/addresses.ts';
import { aclFunctions, aclOperators } from './scalar/system/acl.ts';
import { identifierFunctions, lsnOperators } from './scalar/system/identifiers.ts';
import { moneyWordFunctions } from './scalar/system/money-words.ts';
import { objectIdentityFunctions } from './scalar/system/object-identity.ts';
import { serverFunctions } from './scalar/system/server.ts';
import { snapshotFunctions, snapshotSetFunctions } from './scalar/system/snapshots.ts';
import { statisticsResetFunctions } from './scalar/system/statistics-resets.ts';
import { bitStringCasts, bitStringFunctions } from './scalar/text/bit-strings.ts';
import { asciiFunctions } from './scalar/text/to-ascii.ts';
import { setFunctions } from './set/index.ts';
import { textSearchComparisons, textSearchOperators, textSearchRoutines } from './textsearch/index.ts';
import { windowFunctions } from './window/index.ts';

const comparisonFamilies: readonly (readonly ComparisonFamily[])[] = [
  numberComparisons,
  floatComparisons,
  textComparisons,
  objectComparisons,
  bitComparisons,
  networkComparisons,
  jsonbComparisons,
  rangeComparisons,
  textSearchComparisons,
];

const operatorRows = [
  integerArithmetic,
  floatArithmetic,
  numericArithmetic,
  moneyArithmetic,
  bitOperators,
  networkOperators,
  geometryOperators,
  lsnOperators,
  textOperators,
  patternOperators,
  arrayOperators,
  rangeOperators,
  textSearchOperators,
  aclOperators,
];
const castRows = [numberCasts, textCasts, jsonbCasts];

export const functionTables: readonly (readonly FunctionDef[])[] = [
  ...comparisonFamilies.map(comparisonFunctions),
  ...operatorRows.map(functionsOf),
  ...castRows.map(castFunctionsOf),
  identifierCastFunctions,
  patternFunctions,
  datetimeOperatorFunctions,
  datetimeCastFunctions,
  scalarFunctions,
  bitStringFunctions,
  networkFunctions,
  geometryFunctions,
  identifierFunctions,
  moneyWordFunctions,
  snapshotFunctions,
  snapshotSetFunctions,
  aclFunctions,
  serverFunctions,
  objectIdentityFunctions,
  statisticsResetFunctions,
  asciiFunctions,
  rangeRoutines,
  textSearchRoutines,
  setFunctions,
  aggregates,
  windowFunctions,
  jsonAccessFunctions,
  jsonbContainment,
  jsonInspectFunctions,
  jsonMakingFunctions,
  jsonModifyFunctions,
  jsonPopulateFunctions,
  jsonSets,
  jsonAggregates,
  jsonPathFunctions,
];

export const operatorTables: readonly (readonly OperatorDef[])[] = [
  ...comparisonFamilies.map(comparisonOperators),
  ...operatorRows.map(operatorsOf),
  namedTextOperators,
  datetimeOperators,
  jsonOperators,
];

export const castTables: readonly (readonly CastDef[])[] = [
  ...castRows.map(castsOf),
  furtherTextCasts,
  identifierCasts,
  bitStringCasts,
  networkCasts,
  geometryCasts,
  datetimeCasts,
  jsonTextCasts,
  rangeCasts,
];
