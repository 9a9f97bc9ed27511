import type pg from 'pg';

/** What a server answers to a query of psql's: its rows in order of text, for the queries ask for no order; or its error. */
export async function completionAnswer(client: pg.Client, query: string): Promise<readonly string[]> {
  try {
    const { rows } = await client.query({ text: query, rowMode: 'array' });
    return rows
      .map((row: unknown[]) => row.map((value) => (value === null ? 'NULL' : String(value))).join('\t'))
      .sort();
  } catch (error) {
    const { code, message } = error as pg.DatabaseError;
    return [`${code} ${message}`];
  }
}
