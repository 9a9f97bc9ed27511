/** IS [NOT] NULL of rows looks at their fields; IS [NOT] DISTINCT FROM NULL asks whether there is a row at all. */
import { isRecordType } from '../types/registry.ts';
import type { BoundNullTest } from './tree.ts';

/** A row of nulls is null, and one of some nulls neither null nor not null. */
export function isOfFields({ arg, whole }: BoundNullTest): boolean {
  return whole !== true && isRecordType(arg.type);
}

export function nullTestWords({ negated, whole }: BoundNullTest): string {
  if (whole === true) return negated ? ' IS DISTINCT FROM NULL' : ' IS NOT DISTINCT FROM NULL';
  return negated ? ' IS NOT NULL' : ' IS NULL';
}
