/** How each party is reached. A peer that is not installed, or not running, throws `Absent`, and is reported as absent. */
import { pathToFileURL } from 'node:url';

export class Absent extends Error {}

/** The built package: dist/ beside this folder, or another build to compare with. */
export const distUrl = pathToFileURL(
  `${process.env.AIONDB_BENCH_DIST ?? new URL('../../dist', import.meta.url).pathname}/`,
);
export const postgresUrl = process.env.AIONDB_BENCH_POSTGRES_URL;

async function load(name) {
  try {
    return await import(name);
  } catch (error) {
    throw new Absent(`${name}: ${error.message}`);
  }
}

export async function aiondb() {
  return await import(new URL('index.js', distUrl).href);
}
export async function sqlite() {
  const { default: Database } = await load('better-sqlite3');
  return new Database(':memory:');
}
export async function pgMem() {
  const { newDb } = await load('pg-mem');
  return newDb();
}
export async function pglite() {
  const { PGlite } = await load('@electric-sql/pglite');
  return await PGlite.create();
}
export async function duckdb() {
  const { DuckDBInstance } = await load('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  return await instance.connect();
}

export const schema = 'aiondb_bench';

/** A connection to PostgreSQL whose queries run in its own backend alone, not compiled, in the C locale's order. */
export async function postgres() {
  if (postgresUrl === undefined) throw new Absent('AIONDB_BENCH_POSTGRES_URL is not set');
  const { default: pg } = await load('pg');
  const client = new pg.Client(postgresUrl);
  try {
    await client.connect();
  } catch (error) {
    throw new Absent(`PostgreSQL: ${error.message}`);
  }
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await client.query(`SET search_path = ${schema}; SET max_parallel_workers_per_gather = 0; SET jit = off`);
  return { client, pid: rows[0].pid };
}
