/** What small-heap.test.ts runs with little heap: prints the outcome of each statement of its argument. */
import { Database } from '../../src/index.ts';

const connection = Database.inMemory().connect({ settings: { work_mem: '4MB', temp_file_limit: '400MB' } });
for (const sql of JSON.parse(process.argv[2]!) as string[]) {
  let outcome: string;
  try {
    outcome = JSON.stringify(connection.executeText(sql)[0]!.rows[0]);
  } catch (error) {
    outcome = `${(error as { code?: string }).code} ${(error as Error).message}`;
  }
  process.stdout.write(`${outcome}\n`);
}
