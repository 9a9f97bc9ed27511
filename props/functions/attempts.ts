/** The PostgreSQL 15 that is asked which values make cases: statements, with what they give or how they fail. */
import { connectClient } from '../../src/cli/slt/wire-connection.ts';

interface Attempt {
  readonly sql: string;
  readonly answer: string;
  readonly failed: boolean;
}

interface Referee {
  attempt(sql: string): Promise<Attempt>;
  end(): Promise<void>;
}

/** The server at the URL that the program was given. */
export async function givenReferee(): Promise<Referee> {
  const url = process.argv[2];
  if (url === undefined) throw new Error('the URL of a PostgreSQL is wanted');
  const client = await connectClient({ connectionString: url });
  for (const setting of ["statement_timeout = '2s'", "TimeZone = 'UTC'", "lc_messages = 'C'"]) {
    await client.query(`SET ${setting}`);
  }
  return {
    attempt: async (sql) => {
      try {
        const { rows } = await client.query({ text: sql, rowMode: 'array' });
        return { sql, answer: JSON.stringify(rows), failed: false };
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        if (code === undefined) throw error;
        return { sql, answer: `${code} ${message}`, failed: true };
      }
    },
    end: () => client.end(),
  };
}
