import { sample } from '../lib/measure.mjs';
import { accountRows, aiondbAccounts, sqliteAccounts } from '../lib/tables.mjs';

const run = (statement) =>
  sample(
    (n) => {
      for (let i = 0; i < n; i++) {
        const rows = statement.all();
        if (rows.length !== accountRows || typeof rows[5].filler !== 'string') throw new Error('wrong rows');
      }
    },
    { count: 3, repeats: 9, warm: 3 },
  );
const sql = 'SELECT aid, bid, abalance, filler FROM accounts';

export default {
  title: 'fetch 100 K rows of four columns into JavaScript',
  unit: 'ms',
  scale: 1000,
  rounds: 3,
  floors: [{ peer: 'better-sqlite3', times: 1 }],
  parties: {
    aiondb: async () => run((await aiondbAccounts()).prepare(sql)),
    'better-sqlite3': async () => run((await sqliteAccounts()).prepare(sql)),
  },
};
