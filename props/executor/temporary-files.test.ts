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
/** Rows that are kept to be read again: by operators of every kind. */
const kept = [
  `WITH x AS MATERIALIZED (${sort}) SELECT * FROM x`,
  "WITH RECURSIVE r(h, i) AS (SELECT g || 'readable', 1 FROM generate_series(1, 20000) g UNION ALL SELECT h, i + 1 FROM r WHERE i < 2) SELECT h FROM r",
  `SELECT a.g || coalesce(i, '') AS h FROM generate_series(1, 3) a (g)
     LEFT JOIN regexp_split_to_table(repeat('readable ', 30000), ' ') i ON a.g < length(i) - 9`,
  "SELECT h FROM (SELECT h, lag(h, 200) OVER () AS l FROM (SELECT g || 'readable' AS h FROM generate_series(1, 20000) g) q) q WHERE l IS NULL",
  "SELECT md5(string_agg(g || 'readable', '' ORDER BY g DESC)) AS h FROM generate_series(1, 20000) g",
  "SELECT md5(count(DISTINCT g || 'readable')::text) AS h FROM generate_series(1, 20000) g",
];
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
    for (const query of kept) {
      written.length = 0;
      const connection = tight(database);
      connection.execute(query);
      assert.ok(written.length > 0, query);
      assert.is(Buffer.concat(written).includes('readable'), key === undefined, query);
      connection.close();
    }
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
  for (const query of kept) {
    assert.is(failure(a, query), '53400 temporary file size exceeds temp_file_limit (200kB)', query);
    assert.is(a.session.memory.tempBytes, 0, query);
  }
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
    "SELECT string_agg(g::text, ',') FROM generate_series(1, 1000000) g",
    'SELECT jsonb_agg(g) FROM generate_series(1, 1000000) g',
    'SELECT array(SELECT g FROM generate_series(1, 1000000) g)',
  ]) {
    assert.is(failure(connection, query), '53200 out of memory', query);
  }
  for (const query of [
    'SELECT count(*) AS n FROM (SELECT g FROM generate_series(1, 100000) g ORDER BY g DESC) q',
    'SELECT count(*) AS n FROM (SELECT g, count(*) FROM generate_series(1, 100000) g GROUP BY g) q',
    'SELECT count(*) AS n FROM generate_series(1, 100000) a JOIN generate_series(1, 100000) b ON a = b',
    'SELECT count(*) AS n FROM (SELECT DISTINCT g FROM generate_series(1, 100000) g) q',
    'SELECT count(DISTINCT g) AS n FROM generate_series(1, 100000) g',
    'SELECT count(g IN (SELECT h FROM generate_series(1, 30000) h)) AS n FROM generate_series(1, 100000) g',
    'SELECT rank(100000) WITHIN GROUP (ORDER BY g) AS n FROM generate_series(1, 100000) g',
    'WITH x AS MATERIALIZED (SELECT g FROM generate_series(1, 100000) g) SELECT count(*) AS n FROM x',
    'SELECT count(*) AS n FROM (SELECT sum(g) OVER (ORDER BY g) FROM generate_series(1, 100000) g) q',
    'SELECT count(*) AS n FROM (SELECT DISTINCT ON (g) g FROM generate_series(1, 100000) g ORDER BY g) q',
    'SELECT count(*) / 2 AS n FROM (VALUES (0), (1)) a (i) JOIN generate_series(1, 100000) g ON i <= g',
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

test('so do statements that keep rows: cancelled while these are read, or failing', async () => {
  const connection = tight(Database.inMemory());
  const { memory } = connection.session;
  const rows = 'SELECT md5(g::text) AS h, g FROM generate_series(1, 20000) g';
  const endless = [
    `WITH x AS MATERIALIZED (${rows}) SELECT count(*) FROM x a, x b WHERE a.h < b.h`,
    `SELECT sum(n) FROM (SELECT count(h) OVER (ORDER BY g ROWS BETWEEN 9000 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS n,
       string_agg(h, '') OVER (ORDER BY g ROWS BETWEEN 9000 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM (${rows}) q) q`,
  ];
  for (const query of endless) {
    const running = connection.query(query).then(
      () => 'no error',
      (error: { code: string }) => error.code,
    );
    while (memory.tempBytes === 0) await new Promise((resolve) => setImmediate(resolve));
    connection.cancel();
    assert.is(await running, '57014', query);
    assert.is(memory.tempBytes, 0, query);
  }
  for (const query of kept) {
    assert.match(failure(connection, `SELECT 1 / (length(h) * 0) FROM (${query}) q`), /^22012/, query);
    assert.is(memory.tempBytes, 0, query);
  }
});

test('cursors that scroll or are held keep their rows in files until they are closed', () => {
  const database = Database.inMemory();
  const connection = tight(database);
  const { memory } = connection.session;
  const rows = "SELECT g || 'readable' AS h FROM generate_series(1, 9000) g";
  const ends: [string, string[]][] = [
    ['SCROLL CURSOR', ['CLOSE c', 'COMMIT', 'ROLLBACK', 'ROLLBACK TO s', 'CLOSE ALL']],
    ['CURSOR WITH HOLD', ['CLOSE c', 'ROLLBACK', 'ROLLBACK TO s', 'CLOSE ALL']],
    ['SCROLL CURSOR WITH HOLD', ['CLOSE c', 'ROLLBACK']],
  ];
  for (const [kind, list] of ends) {
    for (const end of list) {
      connection.execute('BEGIN; SAVEPOINT s');
      connection.execute(`DECLARE c ${kind} FOR ${rows}`);
      assert.is(connection.execute('FETCH 8000 FROM c').rows.length, 8000);
      assert.ok(memory.tempBytes > 0, `${kind} ${end}`);
      connection.execute(end);
      assert.is(memory.tempBytes, 0, `${kind} ${end}`);
      connection.execute('ROLLBACK');
    }
  }
  for (const kind of ['CURSOR WITH HOLD', 'SCROLL CURSOR WITH HOLD']) {
    for (const end of ['CLOSE c', 'DISCARD ALL']) {
      connection.execute("SET work_mem = '64kB'");
      connection.execute(`BEGIN; DECLARE c ${kind} FOR ${rows}; COMMIT`);
      assert.ok(memory.tempBytes > 0, kind);
      assert.equal(connection.execute('FETCH FORWARD 2 FROM c').rows, [{ h: '1readable' }, { h: '2readable' }]);
      assert.is(connection.execute('FETCH 8997 FROM c').rows.length, 8997);
      assert.equal(connection.execute('FETCH 9 FROM c').rows, [{ h: '9000readable' }]);
      connection.execute(end);
      assert.is(memory.tempBytes, 0, `${kind} ${end}`);
    }
  }
  connection.execute("SET work_mem = '64kB'");
  connection.execute(`BEGIN; DECLARE c CURSOR WITH HOLD FOR ${rows}; COMMIT`);
  assert.ok(memory.tempBytes > 0);
  connection.close();
  assert.is(memory.tempBytes, 0, 'the end of the session');
});

test.run();
