/** The queries whose answers are recorded, in groups that share settings. */

import { dateExpressions, dateInputs } from './generate-dates.ts';
import { aggregateQueries, formatExpressions, numberExpressions } from './generate-numbers.ts';
import { arrayExpressions, byteExpressions, regexExpressions, textExpressions } from './generate-texts.ts';
import { seeded } from './random.ts';

export interface CaseGroup {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly queries: readonly string[];
}

const asQueries = (expressions: readonly string[]) => expressions.map((expression) => `select (${expression})::text`);

export function caseGroups(): CaseGroup[] {
  const settings = { timezone: 'America/New_York', datestyle: 'ISO, MDY', intervalstyle: 'postgres' };
  const groups: CaseGroup[] = [
    { name: 'dates', settings, queries: asQueries(dateExpressions(seeded(1), 500)) },
    { name: 'texts', settings, queries: asQueries(textExpressions(seeded(2), 350)) },
    { name: 'bytes', settings, queries: asQueries(byteExpressions(seeded(3), 120)) },
    { name: 'arrays', settings, queries: asQueries(arrayExpressions(seeded(4), 150)) },
    { name: 'regular expressions', settings, queries: asQueries(regexExpressions(seeded(5), 400)) },
    { name: 'numbers', settings, queries: asQueries(numberExpressions(seeded(6), 250)) },
    { name: 'formatting', settings, queries: asQueries(formatExpressions(seeded(7), 400)) },
    { name: 'aggregates', settings, queries: aggregateQueries(seeded(8), 300) },
  ];
  const orders = ['MDY', 'DMY', 'YMD'];
  const intervals = ['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601'];
  ['ISO', 'Postgres', 'SQL', 'German'].forEach((style, index) => {
    // Under the other styles a zone prints its name, which is the offset's where the zone has none.
    const zone = ['America/New_York', 'UTC', 'UTC', 'UTC'][index]!;
    const own = { timezone: zone, datestyle: `${style}, ${orders[index % 3]}`, intervalstyle: intervals[index]! };
    groups.push({
      name: `input under ${style}`,
      settings: own,
      queries: asQueries(dateInputs(seeded(20 + index), 220)),
    });
  });
  return groups;
}
