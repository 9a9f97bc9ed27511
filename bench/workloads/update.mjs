import { sample } from '../lib/measure.mjs';
import { aiondbAccounts, keyAt, sqliteAccounts } from '../lib/tables.mjs';

const options = { count: 50_000, repeats: 9, warm: 50_000 };
/** Each update is a transaction of its own. */
const run = (update) =>
  sample((n) => {
    for (let i = 0; i < n; i++) update(i % 1000, keyAt(i));
  }, options);

export default {
  title: 'update by key, in memory, 100 K rows',
  unit: 'µs',
  scale: 1,
  rounds: 3,
  floors: [{ peer: 'better-sqlite3', times: 0.6 }],
  parties: {
    async aiondb() {
      const statement = (await aiondbAccounts()).prepare('UPDATE accounts SET abalance = abalance + $1 WHERE aid = $2');
      return run((delta, key) => statement.execute(delta, key));
    },
    async 'better-sqlite3'() {
      const statement = (await sqliteAccounts()).prepare('UPDATE accounts SET abalance = abalance + ? WHERE aid = ?');
      return run((delta, key) => statement.run(delta, key));
    },
  },
};
