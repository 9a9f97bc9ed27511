/** The database that a recording makes on the PostgreSQL 15 at the URL that the program was given, and removes with the roles of schema.sql. */
import pg from 'pg';

export interface RecordingDatabase {
  readonly url: URL;
  drop(): Promise<void>;
}

export async function recordingDatabase(): Promise<RecordingDatabase> {
  const given = process.argv[2];
  if (given === undefined) throw new Error('the URL of a PostgreSQL is wanted');
  const admin = new pg.Client(given);
  await admin.connect();
  const database = `aiondb_psql_${process.pid}`;
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const url = new URL(given);
  url.pathname = `/${database}`;
  return {
    url,
    drop: async () => {
      await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
      await admin.query('DROP ROLE IF EXISTS suite_reader, suite_writer');
      await admin.end();
    },
  };
}
