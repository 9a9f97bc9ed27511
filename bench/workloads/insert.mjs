import { sample } from '../lib/measure.mjs';
import { aiondb, sqlite } from '../lib/peers.mjs';

const table = 'CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, v text)';
const options = { count: 50_000, repeats: 9, warm: 50_000 };
/** Each insert is a transaction of its own. */
function run(insert) {
  let key = 0;
  return sample((n) => {
    for (let i = 0; i < n; i++) {
      insert(key, key % 100, `value ${key}`);
      key++;
    }
  }, options);
}

export default {
  title: 'single-row insert, in memory',
  unit: 'µs',
  scale: 1,
  rounds: 3,
  floors: [{ peer: 'better-sqlite3', times: 0.6 }],
  parties: {
    async aiondb() {
      const { Database } = await aiondb();
      const connection = Database.inMemory().connect();
      connection.execute(table);
      const statement = connection.prepare('INSERT INTO t VALUES ($1, $2, $3)');
      return run((id, n, v) => statement.execute(id, n, v));
    },
    async 'better-sqlite3'() {
      const db = await sqlite();
      db.exec(table);
      const statement = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
      return run((id, n, v) => statement.run(id, n, v));
    },
  },
};
