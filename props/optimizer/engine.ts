/** A fresh embedded database with random tables, and results in a form that compares as a multiset. */
import { Database } from '../../src/embedded/index.ts';
import { setupStatements, type Tables } from '../arbitraries/queries.ts';

export interface Engine {
  run(sql: string): string[];
  set(name: string, value: string): void;
}

export function engineWith(tables: Tables): Engine {
  const connection = Database.inMemory().connectAnonymous('default', 'app');
  for (const statement of setupStatements(tables)) connection.execute(statement);
  return {
    run: (sql) =>
      connection
        .execute(sql)
        .rows.map((row) => JSON.stringify(row))
        .sort(),
    set: (name, value) => {
      connection.execute(`SET ${name} = ${value}`);
    },
  };
}
