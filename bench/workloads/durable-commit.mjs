/** One connection, every commit on the disk before the next begins. */
import { inDirectory, openAion, openSqlite, sampleWall } from '../lib/durable.mjs';

const rows = 100_000;
const keyAt = (i) => (i * 7919) % rows;
// Warm enough that neither engine is still being compiled: what is measured is the commits.
const options = { count: 200, repeats: 9, warm: 3000 };

const work = {
  insert: {
    aiondb: 'INSERT INTO t VALUES ($1, $2, $3)',
    sqlite: 'INSERT INTO t VALUES (?, ?, ?)',
    run: (once) => {
      let key = rows;
      return (n) => {
        for (let i = 0; i < n; i++, key++) once(key, key % 100, `value ${key}`);
      };
    },
  },
  update: {
    aiondb: 'UPDATE t SET n = n + $1 WHERE id = $2',
    sqlite: 'UPDATE t SET n = n + ? WHERE id = ?',
    run: (once) => (n) => {
      for (let i = 0; i < n; i++) once(i % 1000, keyAt(i));
    },
  },
};
const table = 'CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, v text)';

const durableCommit = (kind) => ({
  title: `durable ${kind} of one row, one connection, wall time`,
  unit: 'µs',
  scale: 1,
  rounds: 12,
  floors: [{ peer: 'better-sqlite3', times: 0.9 }],
  parties: {
    aiondb: () =>
      inDirectory(async (directory) => {
        const db = await openAion(`${directory}/db`);
        const connection = db.connect();
        connection.execute(table);
        connection.execute(`INSERT INTO t SELECT i, i % 100, 'value ' || i FROM generate_series(0, ${rows - 1}) i`);
        const statement = connection.prepare(work[kind].aiondb);
        const result = sampleWall(
          work[kind].run((...values) => statement.execute(...values)),
          options,
        );
        db.close();
        return result;
      }),
    'better-sqlite3': () =>
      inDirectory(async (directory) => {
        const db = await openSqlite(`${directory}/db`);
        db.exec(table);
        db.exec(
          `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${rows})
           INSERT INTO t SELECT i, i % 100, 'value ' || i FROM n`,
        );
        const statement = db.prepare(work[kind].sqlite);
        const result = sampleWall(
          work[kind].run((...values) => statement.run(...values)),
          options,
        );
        db.close();
        return result;
      }),
  },
});

export default [durableCommit('insert'), durableCommit('update')];
