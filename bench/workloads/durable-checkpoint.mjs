/** What a checkpoint writes when one per cent has changed, and how long others stand still while a large one runs. */
import { inDirectory, inProcess } from '../lib/durable.mjs';

const rows = 2_000_000;

const load = (directory, count) => `
  const directory = ${JSON.stringify(directory)};
  const isData = (name) => name.startsWith('data-');
  const db = Database.open(directory, { checkpointWalBytes: 2 ** 40, checkpointTimeoutMs: 0 });
  const connection = db.connect();
  connection.execute('CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, m int NOT NULL, amount numeric(12, 2), note text)');
  for (let from = 0; from < ${count}; from += 250000) {
    connection.execute(\`INSERT INTO t SELECT i, i % 1000, i * 7 % 1000, (i * 37 % 1000003)::numeric / 100, 'note ' || i || ' of ' || md5(i::text)
      FROM generate_series(\${from}, \${from + 249999}) i\`);
  }`;

const updates = {
  all: 'n = n + 1, m = m + 1, amount = amount + 1, note = note || $$!$$',
  one: 'n = n + 1',
};

const share = (kind, title) => ({
  title,
  unit: '%',
  scale: 1,
  rounds: 1,
  floors: [{ atMost: 3 }],
  parties: {
    aiondb: () =>
      inDirectory(async (parent) => {
        const { samples, size } = await inProcess(
          `${load(`${parent}/db`, rows)}
          connection.execute('CHECKPOINT');
          const samples = [];
          const size = directoryBytes(directory, isData);
          for (let i = 1; i <= 3; i++) {
            connection.execute('UPDATE t SET ${updates[kind]} WHERE id >= $1 AND id < $2', [i * ${rows / 5}, i * ${rows / 5} + ${rows / 100}]);
            const before = directoryBytes(directory, isData);
            connection.execute('CHECKPOINT');
            samples.push((directoryBytes(directory, isData) - before) / size * 100);
          }
          answer({ samples, size });`,
          { nodeOptions: ['--max-old-space-size=8192'] },
        );
        return { samples, note: { 'MB of data': size / 2 ** 20 } };
      }),
  },
});

const stop = {
  title: 'longest point select of another session while a checkpoint writes 2 million rows, wall time',
  unit: 'ms',
  scale: 1000,
  rounds: 2,
  floors: [{ atMost: 20 }],
  parties: {
    aiondb: () =>
      inDirectory(async (parent) => {
        const { stops, wall, size } = await inProcess(
          `${load(`${parent}/db`, rows)}
          const other = db.connect();
          const select = 'SELECT amount FROM t WHERE id = $1';
          gc();
          // What the collection leaves to sweep up is not the checkpoint's.
          await new Promise((resume) => setTimeout(resume, 1000));
          for (let i = 0; i < 20000; i++) await other.query(select, [i]);
          let running = true;
          const start = performance.now();
          const checkpoint = connection.query('CHECKPOINT').then(() => { running = false; });
          const stops = [];
          // The time between two answers: a pause that comes between statements is one as well.
          let last = performance.now();
          for (let i = 0; running; i++) {
            await other.query(select, [i * 7919 % ${rows}]);
            const now = performance.now();
            stops.push(now - last);
            last = now;
            await new Promise((resume) => setImmediate(resume));
          }
          await checkpoint;
          answer({ stops: stops.sort((a, b) => b - a).slice(0, Math.ceil(stops.length / 100) + 1), wall: performance.now() - start, size: directoryBytes(directory, isData) });`,
          { nodeOptions: ['--max-old-space-size=8192'] },
        );
        return {
          samples: [stops[0] * 1000],
          note: { 'p99 ms': stops.at(-1), 'second ms': stops[1], 'checkpoint ms': wall, 'MB of data': size / 2 ** 20 },
        };
      }),
  },
};

export default [
  share('all', 'bytes of a checkpoint after an update of all columns of 1 % of the rows, of all bytes'),
  share('one', 'bytes of a checkpoint after an update of one column of 1 % of the rows, of all bytes'),
  stop,
];
