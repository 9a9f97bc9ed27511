import { sample, sampleAsync } from '../lib/measure.mjs';
import { aiondb, pglite, pgMem, sqlite } from '../lib/peers.mjs';

const table = 'CREATE TABLE t (id int PRIMARY KEY, v text)';
const options = { count: 20, repeats: 9, warm: 20 };

export default {
  title: 'a further in-memory database with one table',
  unit: 'ms',
  scale: 1000,
  rounds: 3,
  floors: [{ atMost: 1 }],
  parties: {
    async aiondb() {
      const { Database } = await aiondb();
      return sample((n) => {
        for (let i = 0; i < n; i++) Database.inMemory().connect().execute(table);
      }, options);
    },
    async 'better-sqlite3'() {
      const { constructor: Database } = await sqlite();
      return sample((n) => {
        for (let i = 0; i < n; i++) new Database(':memory:').exec(table);
      }, options);
    },
    async 'pg-mem'() {
      await pgMem();
      const { newDb } = await import('pg-mem');
      return sample((n) => {
        for (let i = 0; i < n; i++) newDb().public.none(table);
      }, options);
    },
    async PGlite() {
      return sampleAsync(
        async (n) => {
          for (let i = 0; i < n; i++) {
            const db = await pglite();
            await db.exec(table);
            await db.close();
          }
        },
        { count: 1, repeats: 3, warm: 1 },
      );
    },
  },
};
