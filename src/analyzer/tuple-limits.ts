/** How many values a row may have, and a call arguments: PostgreSQL's limits. */
import { sqlError } from '../errors/index.ts';

const mostEntries = 1664;
const mostArguments = 100;

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

export function checkArgumentCount(count: number, location: number): void {
  if (count > mostArguments) {
    throw sqlError('too_many_arguments', `cannot pass more than ${mostArguments} arguments to a function`, {
      location,
    });
  }
}
