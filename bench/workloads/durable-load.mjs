/** A million rows by a prepared INSERT in one transaction, until it is durable. */

import { directoryBytes, inDirectory, openAion, openSqlite, wallMicros } from '../lib/durable.mjs';
import { cpuMicros } from '../lib/measure.mjs';

const rows = 1_000_000;
const table = 'CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, amount numeric(12, 2), v text)';

function load(begin, insert, commit, close) {
  const cpu = cpuMicros();
  const before = wallMicros();
  begin();
  for (let i = 0; i < rows; i++) insert(i, i % 1000, (i % 100_000) / 4, `value ${i} of the load`);
  commit();
  const wall = wallMicros() - before;
  const cpuMs = (cpuMicros() - cpu) / 1000;
  close();
  const closed = (wallMicros() - before) / 1000;
  return { samples: [wall], note: { 'CPU ms': cpuMs, 'closed ms': closed } };
}
const withSize = (directory, result) => {
  result.note.MB = directoryBytes(directory) / 2 ** 20;
  return result;
};

export default {
  title: 'load of 1 M rows in one durable transaction, wall time to COMMIT',
  unit: 'ms',
  scale: 1000,
  rounds: 5,
  floors: [{ peer: 'better-sqlite3', times: 0.5 }],
  parties: {
    aiondb: () =>
      inDirectory(async (parent) => {
        const directory = `${parent}/db`;
        const db = await openAion(directory);
        const connection = db.connect();
        connection.execute(table);
        const statement = connection.prepare('INSERT INTO t VALUES ($1, $2, $3, $4)');
        const result = load(
          () => connection.execute('BEGIN'),
          (...values) => statement.execute(...values),
          () => connection.execute('COMMIT'),
          () => db.close(),
        );
        return withSize(directory, result);
      }),
    'better-sqlite3': () =>
      inDirectory(async (directory) => {
        const db = await openSqlite(`${directory}/db`);
        db.exec(table);
        const statement = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
        const result = load(
          () => db.exec('BEGIN'),
          (...values) => statement.run(...values),
          () => db.exec('COMMIT'),
          () => db.close(),
        );
        return withSize(directory, result);
      }),
  },
};
