/** Tables that several workloads share; the same rows in every party. */
import { aiondb, duckdb, postgres, sqlite } from './peers.mjs';

export const accountRows = 100_000;

/** Keys in an order that is neither theirs nor cached: 7919 is prime to the row count. */
export const keyAt = (i) => (i * 7919) % accountRows;

const accounts = 'CREATE TABLE accounts (aid int PRIMARY KEY, bid int NOT NULL, abalance int NOT NULL, filler text)';

export async function aiondbAccounts() {
  const { Database } = await aiondb();
  const connection = Database.inMemory().connect();
  connection.execute(accounts);
  connection.execute(
    `INSERT INTO accounts SELECT i, i % 10, i * 7 % 1000, 'row ' || i FROM generate_series(0, ${accountRows - 1}) i`,
  );
  return connection;
}
export async function sqliteAccounts() {
  const db = await sqlite();
  db.exec(accounts);
  db.exec(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${accountRows})
     INSERT INTO accounts SELECT i, i % 10, i * 7 % 1000, 'row ' || i FROM n`,
  );
  return db;
}

/** One million rows: g has 100 groups, x is a permutation-like spread, s has 1000 texts. */
const bigColumns = 'id int NOT NULL, g int NOT NULL, x int NOT NULL, y float8 NOT NULL, s text';
const bigRows = (source, int8, int4, double) =>
  `SELECT i, i % 100, ${int4(`(${int8('i')} * 7919 % 1000003)`)}, ${double('(i % 1000)')} / 8, 'k' || (i % 1000) FROM ${source}`;
const postgresRows = bigRows(
  'generate_series(1, 1000000) i',
  (x) => `${x}::int8`,
  (x) => `${x}::int`,
  (x) => `${x}::float8`,
);

const small = 'CREATE TABLE dim (id int PRIMARY KEY, name text)';
const smallRows = "SELECT i, 'n' || (i % 10) FROM generate_series(1, 1000) i";
const facts = 'CREATE TABLE fact (id int, dim_id int, x int)';
const factRows = 'SELECT i, i % 1000 + 1, i FROM generate_series(1, 100000) i';
const sqliteSeries = (n) =>
  `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n}) SELECT i FROM n)`;

export const tableSets = {
  big: {
    tables: [['big', `CREATE TABLE big (${bigColumns})`, postgresRows]],
    duckdb: [
      `CREATE TABLE big (${bigColumns})`,
      `INSERT INTO big ${bigRows(
        'range(1, 1000001) r(i)',
        (x) => x,
        (x) => `${x}::int`,
        (x) => `${x}::double`,
      )}`,
    ],
    sqlite: [
      `CREATE TABLE big (${bigColumns})`,
      `INSERT INTO big ${bigRows(
        sqliteSeries(1_000_000),
        (x) => x,
        (x) => x,
        (x) => `CAST(${x} AS real)`,
      )}`,
    ],
  },
  join: {
    tables: [
      ['dim', small, smallRows],
      ['fact', facts, factRows],
    ],
    duckdb: [
      small,
      "INSERT INTO dim SELECT i, 'n' || (i % 10) FROM range(1, 1001) r(i)",
      facts,
      'INSERT INTO fact SELECT i, i % 1000 + 1, i FROM range(1, 100001) r(i)',
    ],
    sqlite: [
      small,
      `INSERT INTO dim SELECT i, 'n' || (i % 10) FROM ${sqliteSeries(1000)}`,
      facts,
      `INSERT INTO fact SELECT i, i % 1000 + 1, i FROM ${sqliteSeries(100_000)}`,
    ],
  },
};

export async function aiondbWith(set) {
  const { Database } = await aiondb();
  const connection = Database.inMemory().connect();
  for (const [name, create, rows] of tableSets[set].tables) {
    connection.execute(create);
    connection.execute(`INSERT INTO ${name} ${rows}`);
  }
  return connection;
}
export async function sqliteWith(set) {
  const db = await sqlite();
  for (const sql of tableSets[set].sqlite) db.exec(sql);
  return db;
}
export async function duckdbWith(set) {
  const connection = await duckdb();
  for (const sql of tableSets[set].duckdb) await connection.run(sql);
  return connection;
}
/** Loaded once: the tables stay in their own schema until the run is over (run.mjs drops it). */
export async function postgresWith(set) {
  const peer = await postgres();
  for (const [name, create, rows] of tableSets[set].tables) {
    const { rows: found } = await peer.client.query('SELECT to_regclass($1) AS oid', [name]);
    if (found[0].oid !== null) continue;
    await peer.client.query('BEGIN');
    await peer.client.query(create);
    await peer.client.query(`INSERT INTO ${name} ${rows}`);
    await peer.client.query('COMMIT');
    await peer.client.query(`VACUUM (FREEZE, ANALYZE) ${name}`);
  }
  return peer;
}
