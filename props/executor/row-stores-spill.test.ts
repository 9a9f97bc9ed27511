/**
 * ASSUME two tables of a few hundred wide rows, and generated statements whose operators keep rows: materialized and recursive CTEs,
 *        nested loops of every kind, windows, aggregates with DISTINCT and ORDER BY, ordered sets, DISTINCT ON, joins that keep an
 *        order, cursors that scroll or are held, data-modifying CTEs.
 * DO     run each with a work_mem of 64 kB and with one of 1 GB, in process and over the wire.
 * ASSERT the answers are the same; temporary files are used with the small one only, by every kind that is run three times or more, and
 *        none is open when the statements have ended.
 * SPILL_RUNS takes more of them, SPILL_SEED others.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failedWith, type Outcome, succeeded } from '../../src/cli/slt/outcome.ts';
import { connectClient, WireConnection } from '../../src/cli/slt/wire-connection.ts';
import { Database } from '../../src/server/index.ts';
import { kinds, type SpillingStatements, tables } from './spill-queries.ts';

/** Of a kind of statement, at least; a third over the wire. */
const runs = Number(process.env['SPILL_RUNS'] ?? 3);
const seed = Number(process.env['SPILL_SEED'] ?? 1);

type Run = (sql: string) => Outcome | Promise<Outcome>;

interface Surface {
  readonly run: Run;
  readonly close: () => Promise<void>;
}

function embedded(database: Database): Surface {
  const connection = database.connect();
  const run: Run = (sql) => {
    try {
      return succeeded(connection.executeText(sql));
    } catch (error) {
      return failedWith(error);
    }
  };
  return { run, close: async () => {} };
}

async function wire(database: Database): Promise<Surface> {
  const client = await connectClient({ user: 'postgres', database: 'default', stream: () => database.stream() });
  const connection = new WireConnection(client, true);
  return { run: (sql) => connection.run(sql), close: () => client.end() };
}

async function answers(run: Run, { statements, ordered }: SpillingStatements): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const sql of statements) {
    const { results, error } = await run(sql);
    if (error !== undefined) found.push(`${error.code} ${error.message}`);
    for (const { rows, command } of results) {
      const lines = rows.map((row) => row.map((item) => item ?? 'NULL').join('|'));
      found.push([command, ordered ? lines : lines.sort()]);
    }
  }
  return found;
}

for (const name of ['embedded', 'wire'] as const) {
  test(`${name}: little work_mem changes no answer`, async () => {
    const database = Database.inMemory();
    const surface = name === 'embedded' ? embedded(database) : await wire(database);
    const { run } = surface;
    for (const sql of tables) assert.is((await run(sql)).error, undefined, sql);
    const { temp } = database.core;
    for (const kind of kinds) {
      let spilled = 0;
      let what = '';
      const property = fc.asyncProperty(kind.statements, async (item) => {
        what = item.what;
        await run("SET work_mem = '1GB'");
        let before = temp.files;
        const expected = await answers(run, item);
        assert.is(temp.files, before, 'no file is needed');
        await run("SET work_mem = '64kB'");
        before = temp.files;
        assert.equal(await answers(run, item), expected);
        if (temp.files > before) spilled++;
        for (const session of database.core.sessions.values())
          assert.is(session.memory.tempBytes, 0, 'files are closed');
      });
      const numRuns = Math.ceil(kind.runs * (name === 'wire' ? runs / 3 : runs));
      await fc.assert(property, { numRuns, seed });
      assert.ok(spilled > 0 || numRuns < 3, `${what}: nothing was spilled`);
    }
    await surface.close();
    await database.close();
  });
}

test.run();
