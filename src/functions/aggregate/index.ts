/** Aggregates: one row each, with the state it starts from, the step taken per row, and the answer at the end. */
import type { AggregateDef } from '../function-def.ts';
import { bitStringAggregates } from './bit-strings.ts';
import { collectionAggregates } from './collections.ts';
import { extremeAggregates } from './extremes.ts';
import { hypotheticalSetAggregates } from './hypothetical-sets.ts';
import { identifierAggregates } from './identifiers.ts';
import { networkAggregates } from './network.ts';
import { numberAggregates } from './numbers.ts';
import { orderedSetAggregates } from './ordered-sets.ts';
import { regressionAggregates } from './regression.ts';

export const aggregates: readonly AggregateDef[] = [
  ...collectionAggregates,
  ...bitStringAggregates,
  ...networkAggregates,
  ...identifierAggregates,
  ...numberAggregates,
  ...extremeAggregates,
  ...regressionAggregates,
  ...orderedSetAggregates,
  ...hypotheticalSetAggregates,
];
