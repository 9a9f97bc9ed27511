/**
 * ASSUME a role with settings of its own, and a client that asks for others by name and in `options`. DO set, commit, reset one and all.
 * ASSERT which value counts, what RESET goes back to and what pg_settings calls its source, as on PostgreSQL, where
 * AIONDB_TEST_POSTGRES_URL names one.
 */
import pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTargets } from '../drivers/targets.ts';

for (const target of await openTargets('settings')) {
  test(`${target.name}: where settings come from`, async () => {
    const admin = new pg.Client(target.url);
    await admin.connect();
    const role = `settings_${process.pid}`;
    const { host, port, database } = target;
    try {
      await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'Correct-horse-battery-1';
        ALTER ROLE ${role} SET work_mem = '1234kB'; ALTER ROLE ${role} SET app.tenant = 'seven';
        ALTER ROLE ${role} SET "DateStyle" = 'SQL, DMY'; ALTER ROLE ${role} SET "IntervalStyle" = 'iso_8601'`);
      const client = new pg.Client({
        ...{ host, port, database, user: role, password: 'Correct-horse-battery-1' },
        options: '-c datestyle=german -c application_name=in_options -c app.other=k',
        application_name: 'by_name',
      });
      await client.connect();
      const shown = async (name: string): Promise<unknown> =>
        Object.values((await client.query(`SHOW ${name}`)).rows[0])[0];
      const source = async (name: string): Promise<unknown> =>
        (await client.query('SELECT source FROM pg_settings WHERE name = $1', [name])).rows[0].source;
      assert.is(await shown('application_name'), 'by_name');
      assert.is(await shown('datestyle'), 'German, DMY');
      assert.is(await source('DateStyle'), 'client');
      assert.is(await shown('work_mem'), '1234kB');
      assert.is(await shown('app.tenant'), 'seven');
      assert.is(await shown('intervalstyle'), 'iso_8601');

      await client.query("SET datestyle = 'German, DMY'");
      assert.is(await source('DateStyle'), 'session');
      await client.query('RESET datestyle');
      assert.is(await source('DateStyle'), 'client');

      await client.query("SET app.tenant = 'x'; SET app.other = 'y'; SET app.third = 'z'; SET work_mem = '2MB'");
      await client.query('RESET app.tenant');
      assert.is(await shown('app.tenant'), 'seven');
      await client.query("SET app.tenant = 'x'");
      await client.query('RESET ALL');
      assert.is(await shown('app.tenant'), 'seven');
      assert.is(await shown('app.other'), 'k');
      assert.is(await shown('app.third'), '');
      assert.is(await shown('work_mem'), '1234kB');

      await client.query("BEGIN; SET app.tenant = 'x'; RESET ALL; SET LOCAL work_mem = '3MB'; ROLLBACK");
      assert.is(await shown('app.tenant'), 'seven');
      assert.is(await shown('work_mem'), '1234kB');
      await client.end();
    } finally {
      await admin.query(`DROP ROLE ${role}`);
      await admin.end();
    }
  });
}

test.run();
