import { sample, sampleAsync } from '../lib/measure.mjs';
import { pglite } from '../lib/peers.mjs';
import { accountRows, aiondbAccounts, keyAt, sqliteAccounts } from '../lib/tables.mjs';

/** No text comes twice: there are more keys than calls. */
let call = 0;
const text = () => `SELECT abalance FROM accounts WHERE aid = ${keyAt(call++)}`;
const check = (rows) => {
  if (rows.length !== 1) throw new Error('no row');
};

export default {
  title: 'point select, every text different',
  unit: 'µs',
  scale: 1,
  rounds: 3,
  floors: [{ peer: 'PGlite', times: 5 }],
  parties: {
    async aiondb() {
      const connection = await aiondbAccounts();
      return sample(
        (n) => {
          for (let i = 0; i < n; i++) check(connection.execute(text()).rows);
        },
        { count: 5000, repeats: 9, warm: 10_000 },
      );
    },
    async PGlite() {
      const db = await pglite();
      await db.exec(`CREATE TABLE accounts (aid int PRIMARY KEY, bid int NOT NULL, abalance int NOT NULL, filler text);
        INSERT INTO accounts SELECT i, i % 10, i * 7 % 1000, 'row ' || i FROM generate_series(0, ${accountRows - 1}) i;
        ANALYZE accounts`);
      return sampleAsync(
        async (n) => {
          for (let i = 0; i < n; i++) check((await db.query(text())).rows);
        },
        { count: 500, repeats: 9, warm: 1000 },
      );
    },
    async 'better-sqlite3'() {
      const db = await sqliteAccounts();
      return sample(
        (n) => {
          for (let i = 0; i < n; i++) check(db.prepare(text()).all());
        },
        { count: 5000, repeats: 9, warm: 10_000 },
      );
    },
  },
};
