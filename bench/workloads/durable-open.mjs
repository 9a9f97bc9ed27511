/** A gigabyte on disk, closed cleanly: from `open` to the first row, in a fresh process. */
import { directoryBytes, dropPageCache, inDirectory, inProcess } from '../lib/durable.mjs';

const gigabyte = 2 ** 30;
const tables = 4;
/** Rows of one batch of one table. */
const batch = 100_000;

export const generate = (directory, bytes) => `
  const directory = ${JSON.stringify(directory)};
  const db = Database.open(directory, { cacheBytes: 2 ** 28 });
  const connection = db.connect();
  for (let t = 0; t < ${tables}; t++) {
    connection.execute(\`CREATE TABLE t\${t} (id int PRIMARY KEY, n int NOT NULL, amount numeric(12, 2), note text)\`);
  }
  let rows = 0;
  while (directoryBytes(directory, (name) => name.startsWith('data-')) < ${bytes}) {
    for (let t = 0; t < ${tables}; t++) {
      connection.execute(\`INSERT INTO t\${t} SELECT i, i % 1000, (i * 37 % 1000003)::numeric / 100, 'note ' || i || ' of ' || repeat(md5(i::text), 6)
        FROM generate_series(\${rows}, \${rows + ${batch - 1}}) i\`);
    }
    rows += ${batch};
    connection.execute('CHECKPOINT');
  }
  db.close();
  answer({ rows });`;

const openAndSelect = (directory, key) => `
  const before = performance.now();
  const cpuBefore = cpuMicros();
  const db = Database.open(${JSON.stringify(directory)});
  const connection = db.connect();
  const opened = performance.now();
  const { rows } = connection.execute('SELECT id, amount, note FROM t2 WHERE id = $1', [${key}]);
  const wall = performance.now() - before;
  if (!rows[0].note.startsWith('note ${key} of ')) throw new Error('wrong answer');
  answer({ wall: wall * 1000, opening: opened - before, cpu: (cpuMicros() - cpuBefore) / 1000, rss: process.memoryUsage().rss / 2 ** 20 });`;

export default {
  title: 'open of 1 GB, to the answer of a point select, wall time',
  unit: 'ms',
  scale: 1000,
  rounds: 1,
  floors: [{ atMost: 500 }],
  parties: {
    aiondb: () =>
      inDirectory(async (parent) => {
        const directory = `${parent}/db`;
        const { rows } = await inProcess(generate(directory, gigabyte), { nodeOptions: ['--max-old-space-size=8192'] });
        const runs = [];
        const cold = [];
        for (let i = 0; i < 7; i++) runs.push(await inProcess(openAndSelect(directory, (i + 1) * 100_003)));
        for (let i = 0; i < 3 && dropPageCache(); i++) {
          cold.push((await inProcess(openAndSelect(directory, (i + 1) * 90_001))).wall / 1000);
        }
        const middle = (of) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1];
        return {
          samples: runs.map((one) => one.wall),
          note: {
            'CPU ms': middle((one) => one.cpu),
            'open ms': middle((one) => one.opening),
            'resident MB': middle((one) => one.rss),
            'MB on disk': directoryBytes(directory) / 2 ** 20,
            'million rows': (rows * tables) / 1e6,
            ...(cold.length > 0 ? { 'ms with a cold page cache': cold.sort((a, b) => a - b)[cold.length >> 1] } : {}),
          },
        };
      }),
  },
};
