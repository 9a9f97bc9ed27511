/** The lists of functions and operators in docs/compatibility.md are what the tables say: `npm run docs:compatibility` rewrites them. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differences } from '../../src/functions/differences.ts';
import { functionsByName } from '../../src/functions/registry.ts';
import { postgresRoutines, routineReport, withReport } from './routines.ts';

test('the lists are those of the tables', () => {
  const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');
  const report = routineReport(postgresRoutines());
  assert.ok(report.present > 200);
  assert.is(withReport(page, report.markdown), page);
});

test('what is different on purpose is there', () => {
  const names = new Set(postgresRoutines().sections.flatMap(({ functions }) => functions));
  for (const name of Object.keys(differences)) assert.ok(names.has(name) && functionsByName(name).length > 0, name);
});

test.run();
