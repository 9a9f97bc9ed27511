/**
 * TypeORM on every server there is.
 * ASSUME a server at a URL. DO what applications do through TypeORM: make a schema of every column type from entities, compare it with
 * the catalogs, change it, save and load relations, catch errors, nest transactions. ASSERT the answers that PostgreSQL gives; above
 * all that a schema, once made, has no difference from its entities.
 */
import { DataSource, EntitySchema, ILike, JsonContains, type QueryFailedError } from 'typeorm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failure, openTargets } from '../drivers/targets.ts';

interface User {
  id: number;
  name: string;
  small: number;
  posts: { title: string }[];
}

const types = {
  f4: 'real',
  f8: 'double precision',
  big: 'bigint',
  born: 'date',
  at: 'timestamptz',
  at0: 'timestamp',
  t: 'time',
  ttz: 'timetz',
  iv: 'interval',
  blob: 'bytea',
  ip: 'inet',
  net: 'cidr',
  mac: 'macaddr',
  mac8: 'macaddr8',
  vbits: 'varbit',
  pt: 'point',
  ln: 'line',
  seg: 'lseg',
  bx: 'box',
  pa: 'path',
  po: 'polygon',
  ci: 'circle',
  vec: 'tsvector',
  q: 'tsquery',
  r4: 'int4range',
  r8: 'int8range',
  rn: 'numrange',
  rt: 'tsrange',
  rtz: 'tstzrange',
  rd: 'daterange',
  mr: 'int4multirange',
  raw: 'json',
  money: 'money',
} as const;
const plain = Object.fromEntries(
  Object.entries(types).map(([name, type]) => [name, { type, nullable: true } as const]),
);

const userOptions = (small: 'smallint' | 'int') => ({
  name: 'User',
  tableName: 'user',
  comment: 'people',
  columns: {
    id: { type: Number, primary: true, generated: 'increment' as const },
    name: { type: 'varchar' as const, length: 50, unique: true, comment: "the 'name'" },
    role: { type: 'enum' as const, enum: ['admin', 'reader'], default: 'reader' },
    roles: { type: 'enum' as const, enum: ['a', 'b'], array: true, default: [] },
    tags: { type: 'text' as const, array: true, default: [] },
    meta: { type: 'jsonb' as const, default: {} },
    balance: { type: 'numeric' as const, precision: 12, scale: 2, default: 0 },
    small: { type: small, nullable: true },
    key: { type: 'uuid' as const, nullable: true },
    upper: {
      type: 'varchar' as const,
      generatedType: 'STORED' as const,
      asExpression: 'upper("name")',
      nullable: true,
    },
    ...plain,
  },
  relations: { posts: { type: 'one-to-many' as const, target: 'Post', inverseSide: 'author', cascade: true } },
  indices: [
    { name: 'role_name', columns: ['role', 'name'] },
    { name: 'small_known', columns: ['small'], unique: true, where: '"small" > 0' },
  ],
  checks: [{ name: 'balance_check', expression: '"balance" >= 0' }],
});
const post = new EntitySchema<{ id: string; title: string; author: unknown; tags: unknown }>({
  name: 'Post',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    title: { type: String },
  },
  relations: {
    author: { type: 'many-to-one', target: 'User', inverseSide: 'posts', onDelete: 'CASCADE', nullable: false },
    tags: { type: 'many-to-many', target: 'Tag', joinTable: true, cascade: true },
  },
});
const tag = new EntitySchema({ name: 'Tag', schema: 'shop', columns: { code: { type: 'varchar', primary: true } } });

for (const target of await openTargets('typeorm')) {
  const { host, port, user: username, database, password } = target;
  const source = (small: 'smallint' | 'int') =>
    new DataSource({
      ...{
        type: 'postgres',
        host,
        port,
        username,
        database,
        password: password ?? '',
        installExtensions: false,
        uuidExtension: 'pgcrypto',
      },
      entities: [new EntitySchema(userOptions(small) as never), post, tag],
    });
  const made = source('smallint');
  const changed = source('int');
  const differences = async (of: DataSource) =>
    (await of.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query);
  const on = (name: string, body: () => Promise<void>): void => test(`${target.name}: ${name}`, body);

  on('a schema that was made has no differences', async () => {
    await made.initialize();
    await made.query('CREATE SCHEMA shop');
    await made.synchronize();
    assert.equal(await differences(made), []);
  });

  on('reads tables back', async () => {
    const runner = made.createQueryRunner();
    const table = (await runner.getTable('user'))!;
    assert.is(table.columns.length, 10 + Object.keys(types).length);
    assert.equal(table.findColumnByName('roles')!.enum, ['a', 'b']);
    assert.is(table.findColumnByName('upper')!.asExpression, 'upper("name")');
    assert.equal(table.indices.map(({ name, where }) => [name, where]).sort(), [
      ['role_name', ''],
      ['small_known', '(small > 0)'],
    ]);
    assert.equal(
      table.checks.map(({ expression }) => expression),
      ['(balance >= (0)::numeric)'],
    );
    assert.is((await runner.getTable('post'))!.foreignKeys[0]!.onDelete, 'CASCADE');
    await runner.release();
  });

  on('saves with relations, finds, pages', async () => {
    const users = made.getRepository<User>('User');
    for (const [i, name] of ['ann', 'ben', 'cid'].entries()) {
      const posts = [{ title: `${name} 1`, tags: [{ code: name }] }, { title: `${name} 2` }];
      await users.save({ name, small: i + 1, meta: { n: i }, tags: ['x', 'a,"b'], roles: ['a'], posts } as never);
    }
    const [page, count] = await users.findAndCount({
      relations: { posts: true } as never,
      order: { id: 'DESC' },
      skip: 1,
      take: 1,
    });
    assert.equal([page.map(({ name, posts }) => [name, posts.length]), count], [[['ben', 2]], 3]);
    assert.equal(
      (await users.find({ where: { meta: JsonContains({ n: 2 }) } as never })).map(({ id }) => id),
      [3],
    );
    assert.is(await users.countBy({ name: ILike('A%') }), 1);
    await users.upsert(
      [
        { name: 'ann', small: 7 },
        { name: 'dan', small: 8 },
      ],
      ['name'],
    );
    assert.equal(
      (await users.find({ order: { id: 'ASC' } })).map(({ small }) => small),
      [7, 2, 3, 8],
    );
  });

  on('errors are QueryFailedError with the fields of the driver', async () => {
    const users = made.getRepository<User>('User');
    const error = await failure<QueryFailedError>(users.update({ name: 'ben' }, { small: 7 }));
    const { code, constraint, detail } = error.driverError as never;
    assert.equal(
      [error.name, code, constraint, detail],
      ['QueryFailedError', '23505', 'small_known', 'Key (small)=(7) already exists.'],
    );
  });

  on('transactions: locks, savepoints', async () => {
    await made.transaction('SERIALIZABLE', async (manager) => {
      const lock = { mode: 'pessimistic_write', onLocked: 'skip_locked' } as const;
      assert.is((await manager.find('User', { where: { id: 1 }, lock })).length, 1);
      await failure(manager.transaction((inner) => inner.insert('User', { name: 'ann' })));
      await manager.update('User', { id: 1 }, { small: 9 });
    });
    assert.is((await made.getRepository<User>('User').findOneByOrFail({ id: 1 })).small, 9);
  });

  on('a changed column is the only difference, and then there is none', async () => {
    await made.destroy();
    await changed.initialize();
    assert.ok((await differences(changed)).every((query) => /"small"|small_known/.test(query)));
    await changed.synchronize();
    assert.equal(await differences(changed), []);
  });

  on('drops all it has made', async () => {
    await changed.dropDatabase();
    const left = await changed.query(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname IN ('public', 'shop')`);
    assert.equal(left, [{ n: 0 }]);
    await changed.destroy();
  });
}

test.run();
