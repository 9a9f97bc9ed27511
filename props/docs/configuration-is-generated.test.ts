/** ASSUME nothing. DO generate docs/configuration.md. ASSERT it is what is there, and every option that is shown names a setting. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { optionsOfSections, serverSections, settingByName } from '../../src/config/index.ts';
import { configurationPage } from './configuration.ts';

test('docs/configuration.md follows from the tables (npm run docs:configuration)', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  assert.is(page, configurationPage());
});

test('what options are shown as are settings', () => {
  const names = optionsOfSections(serverSections).flatMap(({ shownAs }) => shownAs ?? []);
  assert.ok(names.length > 5);
  for (const name of names) assert.ok(settingByName(name) !== undefined, name);
});

test('names of options are given once', () => {
  const names = optionsOfSections(serverSections).flatMap(({ flag, variable }) =>
    [flag, variable].filter((name) => name !== undefined),
  );
  assert.equal(new Set(names).size, names.length);
});

test.run();
