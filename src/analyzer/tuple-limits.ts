/** How many values a row may have: PostgreSQL's limits. */
import { sqlError } from '../errors/index.ts';

const mostEntries = 1664;

export function checkTargetCount(count: number): void {
  if (count > mostEntries) {
    throw sqlError('too_many_columns', `target lists can have at most ${mostEntries} entries`);
  }
}

export function checkFieldCount(count: number, location: number): void {
  if (count > mostEntries) {
    throw sqlError('too_many_columns', `ROW expressions can have at most ${mostEntries} entries`, { location });
  }
}
