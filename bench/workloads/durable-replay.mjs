/** The log's tail replayed at opening. Whoever wrote it left without closing. */
import { inDirectory, inProcess } from '../lib/durable.mjs';

const rows = 300_000;

/** A third each: rows inserted, updated, deleted. */
const many = `
  const insert = connection.prepare('INSERT INTO t VALUES ($1, $2, $3, $4)');
  const update = connection.prepare('UPDATE t SET n = n + $1 WHERE id = $2');
  const remove = connection.prepare('DELETE FROM t WHERE id = $1');
  for (let i = 0; i < ${rows}; i++) insert.execute(i, i % 100, (i % 1000) + '.25', 'value ' + i);
  for (let i = 0; i < ${rows}; i++) update.execute(7, i * 7919 % ${rows});
  for (let i = 0; i < ${rows}; i++) remove.execute(i * 104729 % ${rows});`;
const one = `
  connection.execute('BEGIN');
  connection.execute("INSERT INTO t SELECT i, i % 100, (i % 1000) + 0.25, 'value ' || i FROM generate_series(0, ${rows - 1}) i");
  connection.execute('UPDATE t SET n = n + 7');
  connection.execute('COMMIT');
  connection.execute('DELETE FROM t');`;
/** Inserts that the transaction changes itself are written once, as they end. */
const operations = { many: 3 * rows, one: 2 * rows };

const write = (directory, work) => `
  const db = Database.open(${JSON.stringify(directory)}, {
    commitPolicy: 'never', checkpointWalBytes: 2 ** 40, checkpointTimeoutMs: 0,
  });
  const connection = db.connect();
  connection.execute('CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, amount numeric(12, 2), note text)');
  ${work}
  connection.execute("INSERT INTO t VALUES (-1, 1, 1, 'the last')");
  answer();`;
const open = (directory) => `
  const before = cpuMicros();
  const db = Database.open(${JSON.stringify(directory)}, { checkpointTimeoutMs: 0 });
  const { rows } = db.connect().execute('SELECT count(*) AS n, min(note) AS note FROM t');
  const cpu = cpuMicros() - before;
  if (Number(rows[0].n) !== 1 || rows[0].note !== 'the last') throw new Error('wrong answer: ' + JSON.stringify(rows));
  answer({ cpu, wal: directoryBytes(${JSON.stringify(directory)}, (name) => name.startsWith('wal-')) / 2 ** 20 });`;

const replay = (kind, title) => ({
  title,
  unit: 'µs',
  scale: 1,
  rounds: 1,
  floors: [{ atMost: 5 }],
  parties: {
    aiondb: () =>
      inDirectory(async (parent) => {
        const directory = `${parent}/db`;
        await inProcess(write(directory, { many, one }[kind]));
        const samples = [];
        let wal = 0;
        for (let i = 0; i < 5; i++) {
          const run = await inProcess(open(directory));
          samples.push(run.cpu / operations[kind]);
          wal = run.wal;
        }
        return { samples, note: { 'MB of log': wal } };
      }),
  },
});

export default [
  replay('many', `replay of ${3 * rows} transactions of one row: CPU time per row`),
  replay('one', `replay of two transactions of ${rows} rows each: CPU time per row`),
];
