import { sample } from '../lib/measure.mjs';
import { aiondb } from '../lib/peers.mjs';

export default {
  title: 'fork() of 100 tables × 10,000 rows',
  unit: 'ms',
  scale: 1000,
  rounds: 3,
  floors: [{ atMost: 0.2 }],
  parties: {
    async aiondb() {
      const { Database } = await aiondb();
      const db = Database.inMemory();
      const connection = db.connect();
      for (let i = 0; i < 100; i++) {
        connection.execute(`CREATE TABLE t${i} (id int PRIMARY KEY, v text)`);
        connection.execute(`INSERT INTO t${i} SELECT i, 'value ' || i FROM generate_series(1, 10000) i`);
      }
      const forks = [];
      const result = sample(
        (n) => {
          forks.length = 0;
          for (let i = 0; i < n; i++) forks.push(db.fork());
        },
        { count: 50, repeats: 9, warm: 50 },
      );
      const copy = forks[0].connect();
      copy.execute('DELETE FROM t7');
      if (connection.execute('SELECT * FROM t7').rows.length !== 10_000) throw new Error('the fork is not independent');
      return result;
    },
  },
};
