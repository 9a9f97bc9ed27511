import type { TextContext } from './type-def.ts';

/** Settings of a session that changed nothing, without a catalog: for constants folded early, tools and tests. */
export const defaultTextContext: TextContext = {
  dateStyle: 'ISO',
  dateOrder: 'MDY',
  intervalStyle: 'postgres',
  timeZone: 'UTC',
  byteaOutput: 'hex',
  extraFloatDigits: 1,
  transactionTimestamp: 0,
  names: null,
};
