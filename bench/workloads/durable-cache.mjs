/** A database five times the cache: everything has to be right, and memory has to stay small. */
import { directoryBytes, inDirectory, inProcess } from '../lib/durable.mjs';

const rows = 4_000_000;
const cache = 40 * 2 ** 20;

const load = (directory) => `
  const directory = ${JSON.stringify(directory)};
  const options = { cacheBytes: ${cache} };
  const db = Database.open(directory, options);
  const connection = db.connect();
  connection.execute('CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, amount numeric(12, 2), note text)');
  for (let from = 0; from < ${rows}; from += 100000) {
    connection.execute(\`INSERT INTO t SELECT i, i % 1000, i::numeric / 4, 'note ' || i || ' of ' || md5(i::text)
      FROM generate_series(\${from}, \${from + 99999}) i\`);
  }
  const rss = process.memoryUsage().rss / 2 ** 20;
  db.close();
  answer({ rss });`;

const use = (directory) => `
  const directory = ${JSON.stringify(directory)};
  function check(found, expected) { if (String(found) !== String(expected)) throw new Error(found + ' is not ' + expected); }
  const db = Database.open(directory, { cacheBytes: ${cache} });
  const connection = db.connect();
  const scan = 'SELECT count(*) AS c, sum(n) AS n, sum(amount) AS a, max(length(note)) AS l FROM t';
  let peak = 0;
  const weigh = () => { peak = Math.max(peak, process.memoryUsage().rss / 2 ** 20); };
  const scans = [];
  for (let i = 0; i < 3; i++) {
    const before = performance.now();
    const row = connection.execute(scan).rows[0];
    scans.push(performance.now() - before);
    check(row.c, ${rows}); check(row.n, ${(rows / 1000) * ((999 * 1000) / 2)}); check(Number(row.a), ${(rows * (rows - 1)) / 8});
    weigh();
  }
  const select = connection.prepare('SELECT n, amount, note FROM t WHERE id = $1');
  let before = performance.now();
  for (let i = 0; i < 2000; i++) {
    const key = i * 1000003 % ${rows};
    const row = select.get(key);
    check(row.n, key % 1000); check(Number(row.amount), key / 4);
    if (!row.note.startsWith('note ' + key + ' of ')) throw new Error(row.note);
    if (i % 100 === 0) weigh();
  }
  const point = (performance.now() - before) / 2000;
  const update = connection.prepare('UPDATE t SET n = n + 1000, note = $2 WHERE id = $1');
  before = performance.now();
  for (let i = 0; i < 2000; i++) { update.execute(i * 999983 % ${rows}, 'changed ' + i); if (i % 100 === 0) weigh(); }
  const updated = (performance.now() - before) / 2000;
  const row = connection.execute("SELECT count(*) AS c, sum(n) AS n, count(*) FILTER (WHERE note LIKE 'changed%') AS k FROM t").rows[0];
  check(row.c, ${rows}); check(row.k, 2000); check(row.n, ${(rows / 1000) * ((999 * 1000) / 2)} + 2000 * 1000);
  weigh();
  db.close();
  const again = Database.open(directory, { cacheBytes: ${cache} });
  check(again.connect().execute("SELECT count(*) AS k FROM t WHERE note LIKE 'changed%'").rows[0].k, 2000);
  again.close();
  answer({ scans, point, updated, peak });`;

export default {
  title: 'scan of four columns of 4 M rows, five times the cache, wall time',
  unit: 'ms',
  scale: 1,
  rounds: 1,
  floors: [],
  parties: {
    aiondb: () =>
      inDirectory(async (parent) => {
        const directory = `${parent}/db`;
        const { rss } = await inProcess(load(directory));
        const bytes = directoryBytes(directory, (name) => name.startsWith('data-'));
        const { scans, point, updated, peak } = await inProcess(use(directory));
        return {
          samples: scans,
          note: {
            'times the cache': bytes / cache,
            'MB of data': bytes / 2 ** 20,
            'point select ms': point,
            'update ms': updated,
            'resident MB after load': rss,
            'resident MB, highest': peak,
          },
        };
      }),
  },
};
