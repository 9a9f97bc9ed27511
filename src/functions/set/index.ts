/** Set-returning functions: each row's `rows` gives the values one after the other, so that a query may stop early. */
import type { SetFunctionDef } from '../function-def.ts';
import { notifySets } from '../scalar/system/notify.ts';
import { collectionSets } from './collections.ts';
import { partitionSets } from './partitions.ts';
import { seriesFunctions } from './series.ts';

export const setFunctions: readonly SetFunctionDef[] = [
  ...seriesFunctions,
  ...collectionSets,
  ...partitionSets,
  ...notifySets,
];
