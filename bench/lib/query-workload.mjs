/** A workload that is one query over a shared set of tables, answered to the last row by every party. */
import { sample, sampleAsync, sampleProcess } from './measure.mjs';
import { aiondbWith, duckdbWith, postgresWith, sqliteWith } from './tables.mjs';

export function queryWorkload({ title, set, sql, floors, repeats = 7, count = 2, check }) {
  const options = { count, repeats, warm: 4 };
  return {
    title,
    unit: 'ms',
    scale: 1000,
    rounds: 3,
    floors,
    parties: {
      async aiondb() {
        const statement = (await aiondbWith(set)).prepare(sql);
        check(statement.all());
        return sample((n) => {
          for (let i = 0; i < n; i++) statement.all();
        }, options);
      },
      async 'PostgreSQL 15'() {
        const { client, pid } = await postgresWith(set);
        check((await client.query(sql)).rows);
        const result = await sampleProcess(
          pid,
          async (n) => {
            for (let i = 0; i < n; i++) await client.query({ name: 'q', text: sql });
          },
          options,
        );
        await client.end();
        return result;
      },
      async DuckDB() {
        const connection = await duckdbWith(set);
        const prepared = await connection.prepare(sql);
        const run = async () => (await prepared.runAndReadAll()).getRowObjectsJS();
        check(await run());
        return sampleAsync(async (n) => {
          for (let i = 0; i < n; i++) await run();
        }, options);
      },
      async 'better-sqlite3'() {
        const statement = (await sqliteWith(set)).prepare(sql);
        check(statement.all());
        return sample(
          (n) => {
            for (let i = 0; i < n; i++) statement.all();
          },
          { ...options, repeats: 3, warm: 1, count: 1 },
        );
      },
    },
  };
}

/** Throws unless the answer is what the workload is about: a party that does less work must not win. */
export function expect(condition, what) {
  if (!condition) throw new Error(`unexpected answer: ${what}`);
}
