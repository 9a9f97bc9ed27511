/**
 * ASSUME databases on a simulated disk, and in memory, with little memory for statements.
 * DO     let statements spill until the disk is full, a limit is met, they are cancelled, or their cursor is left; with and without
 *        a key; open a directory with a left-over.
 * ASSERT each error is PostgreSQL's, files are closed and have no name, what was written cannot be read where there is a key, and
 *        everything works afterwards.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { File, FileSystem } from '../../src/host/index.ts';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { type Connection, Database } from '../../src/index.ts';
import { doctorReport } from '../../src/session/index.ts';

const sort = "SELECT md5(g::text) || 'readable' AS h FROM generate_series(1, 20000) g ORDER BY 1";
const directory = '/data';

function failure(connection: Connection, sql: string): string {
  try {
    connection.execute(sql);
    return 'no error';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
}
function tight(database: Database): Connection {
  return database.connect({ settings: { work_mem: '64kB' } });
}
/** Tells of all that is written to temporary files. */
function watched(disk: SimulatedDisk, written: Buffer[]): FileSystem {
  const open = (path: string, mode: Parameters<FileSystem['open']>[1]): File => {
    const file = disk.open(path, mode);
    if (!/\/temp-[0-9a-f]+$/.test(path)) return file;
    const write = file.write.bind(file);
    return Object.assign(Object.create(file) as File, {
      write: (bytes: Uint8Array, offset: number, length: number, position: number) => {
        written.push(Buffer.from(bytes.subarray(offset, offset + length)));
        write(bytes, offset, length, position);
      },
    });
  };
  const names: (keyof FileSystem)[] = ['rename', 'link', 'remove', 'list', 'makeDirectory', 'syncDirectory', 'kindOf'];
  names.push('removeDirectory');
  const bound = Object.fromEntries(names.map((name) => [name, (disk[name] as () => unknown).bind(disk)]));
  return { ...bound, open } as unknown as FileSystem;
}

test('a disk that fills up: 53100, and everything goes on', () => {
  const disk = new SimulatedDisk();
  const database = Database.open(directory, { files: disk });
  const connection = tight(database);
  connection.execute('CREATE TABLE t AS SELECT 1 AS a');
  disk.capacityBytes = 0;
  assert.match(failure(connection, sort), /^53100 could not write to file ".*temp-.*": No space left on device$/);
  assert.is(connection.session.memory.tempBytes, 0);
  disk.capacityBytes = Number.POSITIVE_INFINITY;
  assert.is(connection.execute(sort).rows.length, 20000);
  connection.execute('INSERT INTO t VALUES (2)');
  assert.equal(
    disk.list(directory).filter((name) => name.startsWith('temp-')),
    [],
  );
  database.close();
});

test('files of a store with a key cannot be read; those of others can', () => {
  for (const key of [undefined, new Uint8Array(32).fill(7)]) {
    const written: Buffer[] = [];
    const files = watched(new SimulatedDisk(), written);
    const database = Database.open(directory, { files, ...(key === undefined ? {} : { key }) });
    const rows = tight(database)
      .execute<{ h: string }>(sort)
      .rows.map(({ h }) => h);
    assert.equal(rows, [...rows].sort());
    assert.ok(written.length > 0);
    assert.is(Buffer.concat(written).includes('readable'), key === undefined);
    database.close();
  }
});

test('a left-over is reported by the doctor and removed by the next opening', () => {
  const disk = new SimulatedDisk();
  Database.open(directory, { files: disk }).close();
  disk.open(`${directory}/temp-00000007`, 'create').close();
  const { host } = Database.inMemory().core;
  const report = doctorReport({ files: disk, host, directory, key: null });
  assert.is(report.status, 'healthy');
  assert.match(report.notes.join(), /temp-00000007 is left over/);
  Database.open(directory, { files: disk }).close();
  assert.not.ok(disk.list(directory).includes('temp-00000007'));
});

test('temp_file_limit and the limit of the database: 53400', () => {
  const limited = Database.inMemory({ limits: { maxTempBytes: 200 * 1024 } });
  const a = tight(limited);
  assert.is(failure(a, sort), '53400 temporary file size exceeds temp_file_limit (200kB)');
  a.execute("SET temp_file_limit = '100kB'");
  assert.is(failure(a, sort), '53400 temporary file size exceeds temp_file_limit (100kB)');
  a.execute("SET work_mem = '100MB'");
  assert.is(a.execute(sort).rows.length, 20000);
});

test('memory that cannot be spilled: 53200, and the database goes on', () => {
  const database = Database.inMemory({ limits: { maxMemoryBytes: 1 << 20 } });
  const connection = database.connect();
  for (const query of [
    'SELECT array_agg(g) FROM generate_series(1, 1000000) g',
    'SELECT count(DISTINCT g) FROM generate_series(1, 1000000) g',
    'WITH x AS MATERIALIZED (SELECT g FROM generate_series(1, 1000000) g) SELECT count(*) FROM x',
    'SELECT count(*) FROM (SELECT sum(g) OVER () FROM generate_series(1, 1000000) g) q',
  ]) {
    assert.is(failure(connection, query), '53200 out of memory', query);
  }
  for (const query of [
    'SELECT count(*) AS n FROM (SELECT g FROM generate_series(1, 100000) g ORDER BY g DESC) q',
    'SELECT count(*) AS n FROM (SELECT g, count(*) FROM generate_series(1, 100000) g GROUP BY g) q',
    'SELECT count(*) AS n FROM generate_series(1, 100000) a JOIN generate_series(1, 100000) b ON a = b',
    'SELECT count(*) AS n FROM (SELECT DISTINCT g FROM generate_series(1, 100000) g) q',
  ]) {
    assert.equal(
      connection.execute(query).rows,
      [{ n: connection.execute('SELECT count(*) AS n FROM generate_series(1, 100000)').rows[0]!['n'] }],
      query,
    );
  }
});

test('results beyond their limits: 54000', () => {
  const connection = Database.inMemory({ limits: { maxResultRows: 10, maxResultBytes: 5000 } }).connect();
  assert.is(connection.execute('SELECT * FROM generate_series(1, 10)').rows.length, 10);
  assert.is(
    failure(connection, 'SELECT * FROM generate_series(1, 11)'),
    '54000 the result of the statement has more than 10 rows',
  );
  assert.is(
    failure(connection, "SELECT repeat('x', 6000)"),
    '54000 the result of the statement has more than 5000 bytes',
  );
  connection.execute('BEGIN');
  connection.execute('DECLARE c CURSOR FOR SELECT * FROM generate_series(1, 100)');
  assert.match(failure(connection, 'FETCH ALL FROM c'), /^54000/);
  connection.execute('ROLLBACK');
});

test('a statement that is cancelled, and a cursor that is left, close their files', async () => {
  const database = Database.inMemory();
  const connection = tight(database);
  const { memory } = connection.session;
  const running = connection.query(sort.replace('20000', '2000000')).then(
    () => 'no error',
    (error: { code: string }) => error.code,
  );
  while (memory.tempBytes === 0) await new Promise((resolve) => setImmediate(resolve));
  connection.cancel();
  assert.is(await running, '57014');
  assert.is(memory.tempBytes, 0);
  for (const end of ['CLOSE c', 'ROLLBACK', 'COMMIT']) {
    connection.execute('BEGIN');
    connection.execute(`DECLARE c CURSOR FOR ${sort}`);
    assert.is(connection.execute('FETCH 3 FROM c').rows.length, 3);
    assert.ok(memory.tempBytes > 0);
    connection.execute(end);
    assert.is(memory.tempBytes, 0, end);
    connection.execute('ROLLBACK');
  }
});

test.run();
