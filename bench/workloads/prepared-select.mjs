import { sample } from '../lib/measure.mjs';
import { aiondbAccounts, keyAt, sqliteAccounts } from '../lib/tables.mjs';

const options = { count: 200_000, repeats: 7, warm: 200_000 };
const run = (statement) =>
  sample((n) => {
    for (let i = 0; i < n; i++) if (statement.get(keyAt(i)) === undefined) throw new Error(`no row ${keyAt(i)}`);
  }, options);

export default {
  title: 'prepared point select, 100 K rows',
  unit: 'µs',
  scale: 1,
  rounds: 3,
  floors: [{ peer: 'better-sqlite3', times: 1 }],
  parties: {
    aiondb: async () => run((await aiondbAccounts()).prepare('SELECT abalance FROM accounts WHERE aid = $1')),
    'better-sqlite3': async () => run((await sqliteAccounts()).prepare('SELECT abalance FROM accounts WHERE aid = ?')),
  },
};
