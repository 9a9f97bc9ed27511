/**
 * Knex on every server there is.
 * ASSUME a server at a URL. DO what applications do through Knex: migrate up, down and up again, ask for columns, query JSON, upsert,
 * lock, nest transactions, stream. ASSERT the answers that PostgreSQL gives.
 */
import createKnex, { type Knex } from 'knex';
import type pg from 'pg';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failure, openTargets } from '../drivers/targets.ts';

const steps: Record<string, Knex.Migration> = {
  a_users: {
    up: (knex) =>
      knex.schema.createTable('users', (table) => {
        table.increments('id');
        table.string('name', 50).notNullable().unique();
        table.enu('role', ['admin', 'reader'], { useNative: true, enumName: 'role_t' }).defaultTo('reader');
        table.enum('kind', ['a', 'b']);
        table.specificType('tags', 'text[]').defaultTo('{}');
        table.jsonb('meta');
        table.decimal('balance', 12, 2).defaultTo(0);
        table.bigInteger('big');
        table.smallint('small').checkPositive();
        table.timestamps(true, true);
        table.integer('boss').references('users.id').onDelete('SET NULL');
        table.index(['role', 'name'], 'role_name', { predicate: knex.whereNotNull('kind') });
      }),
    down: (knex) => knex.schema.dropTable('users').raw('DROP TYPE role_t'),
  },
  b_changes: {
    up: async (knex) => {
      await knex.schema.alterTable('users', (table) => {
        table.string('name', 80).alter();
        table.string('nick');
        table.renameColumn('big', 'large');
        table.dropColumn('kind');
        table.unique(['nick', 'name'], { indexName: 'nick_name' });
      });
    },
    down: (knex) =>
      knex.schema.alterTable('users', (table) => {
        table.dropColumn('nick');
        table.renameColumn('large', 'big');
        table.enum('kind', ['a', 'b']);
      }),
  },
};
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(steps),
  getMigrationName: (name) => name,
  getMigration: async (name) => steps[name]!,
};

for (const target of await openTargets('knex')) {
  const { host, port, user, database, password } = target;
  const knex = createKnex({
    client: 'pg',
    connection: { host, port, user, database, password: password ?? '' },
    pool: { min: 0, max: 4 },
  });
  const on = (name: string, body: () => Promise<void>): void => test(`${target.name}: ${name}`, body);

  on('migrates up, down and up again', async () => {
    assert.equal((await knex.migrate.latest({ migrationSource }))[1], ['a_users', 'b_changes']);
    assert.equal((await knex.migrate.rollback({ migrationSource }, true))[1], ['b_changes', 'a_users']);
    assert.equal((await knex.migrate.latest({ migrationSource }))[1], ['a_users', 'b_changes']);
    assert.equal((await knex.migrate.latest({ migrationSource }))[1], []);
  });

  // It asks information_schema for the database by the name that the client has for it.
  on('knows tables and columns', async () => {
    assert.is(await knex.schema.hasTable('users'), true);
    assert.equal(
      [await knex.schema.hasColumn('users', 'nick'), await knex.schema.hasColumn('users', 'kind')],
      [true, false],
    );
    const columns = await knex('users').columnInfo();
    assert.equal(columns['name' as never], {
      type: 'character varying',
      maxLength: 80,
      nullable: true,
      defaultValue: null,
    });
    assert.equal(columns['tags' as never], {
      type: 'ARRAY',
      maxLength: null,
      nullable: true,
      defaultValue: "'{}'::text[]",
    });
    assert.is(Object.keys(columns).length, 12);
  });

  on('inserts, upserts, and asks JSON', async () => {
    const rows = ['ann', 'ben', 'cid'].map((name, n) => ({
      name,
      meta: JSON.stringify({ n, d: { e: [n] } }),
      tags: [name, 'a,"b'],
    }));
    const made = await knex('users').insert(rows).returning(['id', 'role', 'tags']);
    assert.equal(made[2], { id: 3, role: 'reader', tags: ['cid', 'a,"b'] });
    const merged = await knex('users')
      .insert([
        { name: 'ann', nick: 'A' },
        { name: 'dan', nick: 'D' },
      ])
      .onConflict('name')
      .merge(['nick'])
      .returning(['name', 'nick']);
    assert.equal(merged, [
      { name: 'ann', nick: 'A' },
      { name: 'dan', nick: 'D' },
    ]);
    assert.equal(await knex('users').whereJsonPath('meta', '$.n', '>', 0).orderBy('id').pluck('name'), ['ben', 'cid']);
    assert.equal(await knex('users').whereJsonSupersetOf('meta', { n: 1 }).pluck('name'), ['ben']);
    assert.equal(await knex('users').jsonExtract('meta', '$.d.e[0]', 'x').where({ name: 'cid' }), [{ x: 2 }]);
    const numbered = await knex('users')
      .select('name')
      .rowNumber('rn', (window: Knex.QueryBuilder) => window.orderBy('id', 'desc'))
      .orderBy('id')
      .limit(2);
    assert.equal(numbered, [
      { name: 'ann', rn: '4' },
      { name: 'ben', rn: '3' },
    ]);
    const first = await knex('users')
      .distinctOn('role')
      .select('role', 'name')
      .orderBy(['role', { column: 'id', order: 'desc' }]);
    assert.is(first.length, 1);
  });

  on('errors have their fields', async () => {
    const error = await failure<pg.DatabaseError>(knex('users').insert({ name: 'ann' }));
    assert.equal([error.code, error.table, error.constraint], ['23505', 'users', 'users_name_unique']);
    assert.is((await failure<pg.DatabaseError>(knex('users').insert({ name: 'x', small: -1 }))).code, '23514');
    assert.is((await failure<pg.DatabaseError>(knex('users').insert({ name: 'x', role: 'zz' }))).code, '22P02');
  });

  on('transactions: locks, savepoints, read only', async () => {
    await knex.transaction(
      async (transaction) => {
        await transaction('users').where({ id: 1 }).forUpdate().skipLocked();
        await transaction('users').where({ id: 1 }).forNoKeyUpdate();
        await failure(transaction.transaction((inner) => inner('users').insert({ name: 'ann' })));
        await transaction('users').where({ id: 1 }).update({ small: 8 });
      },
      { isolationLevel: 'repeatable read' },
    );
    assert.equal(await knex('users').where({ id: 1 }).pluck('small'), [8]);
    const refused = knex.transaction((transaction) => transaction('users').del(), { readOnly: true });
    assert.is((await failure<pg.DatabaseError>(refused)).code, '25006');
  });

  on('streams, and a pool increments one row many times', async () => {
    const names: string[] = [];
    for await (const { name } of knex('users').select('name').orderBy('id').stream({ highWaterMark: 2 }))
      names.push(name);
    assert.equal(names.slice(0, 3), ['ann', 'ben', 'cid']);
    const add = () => knex.transaction((transaction) => transaction('users').where({ id: 1 }).increment('small', 1));
    await Promise.all(Array.from({ length: 20 }, add));
    assert.equal(await knex('users').where({ id: 1 }).pluck('small'), [28]);
  });

  on('ends', () => knex.destroy());
}

test.run();
