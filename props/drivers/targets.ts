/**
 * The servers a driver's suite runs against: ours, in this process on a free port, and, where AIONDB_TEST_POSTGRES_URL names one,
 * a real PostgreSQL, in a database of its own. The same assertions hold for both, so a suite says nothing that PostgreSQL does not.
 */
import pg from 'pg';
import { test } from 'uvu';
import { Database } from '../../src/server/index.ts';

export interface Target {
  readonly name: 'AionDB' | 'PostgreSQL';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly url: string;
}

interface OpenTarget extends Target {
  close(): Promise<void>;
}

async function own(): Promise<OpenTarget> {
  const db = Database.inMemory();
  const server = await db.listen({ port: 0 });
  return {
    name: 'AionDB',
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    password: undefined,
    database: 'postgres',
    url: `postgres://postgres@127.0.0.1:${server.port}/postgres`,
    close: () => server.close(),
  };
}

/** A database made from template0 in the C locale, dropped in the end. */
async function real(url: string, label: string): Promise<OpenTarget> {
  const database = `aiondb_${label}_${process.pid}`;
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const own = new URL(url);
  own.pathname = `/${database}`;
  return {
    name: 'PostgreSQL',
    host: own.hostname,
    port: Number(own.port || 5432),
    user: decodeURIComponent(own.username || 'postgres'),
    password: own.password === '' ? undefined : decodeURIComponent(own.password),
    database,
    url: own.href,
    close: async () => {
      await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** Every server there is; closed when the file's tests are over. */
export async function openTargets(label: string): Promise<readonly Target[]> {
  const targets = [await own()];
  const url = process.env['AIONDB_TEST_POSTGRES_URL'];
  if (url === undefined) process.stdout.write('skipped: AIONDB_TEST_POSTGRES_URL is not set, AionDB only\n');
  else targets.push(await real(url, label));
  test.after(async () => {
    for (const target of targets) await target.close();
  });
  return targets;
}

/** The error that a promise ends in; it is a failure if it does not. */
export async function failure<E extends Error>(promise: Promise<unknown>): Promise<E> {
  try {
    await promise;
  } catch (error) {
    return error as E;
  }
  throw new Error('this should have failed');
}
