/**
 * Cases by seed, one after the other: a schema and some statements, run on PostgreSQL and on both surfaces. A difference is made
 * small by fast-check, and the campaign goes on, so that one run shows many.
 */
import fc from 'fast-check';
import { difference, explanation, shown } from './compare.ts';
import { drawn } from './draw.ts';
import type { Peer } from './peers.ts';
import { type Schema, schema } from './schema.ts';
import type { GeneratedStatement } from './statement-parts.ts';
import { statement } from './statements.ts';

const statementsPerCase = 25;

interface Case {
  readonly schema: Schema;
  readonly statements: readonly GeneratedStatement[];
}

const cases: fc.Arbitrary<Case> = drawn((draw) => {
  const made = schema(draw);
  return { schema: made, statements: Array.from({ length: statementsPerCase }, () => statement(draw, made)) };
});

export interface Difference {
  readonly seed: number;
  readonly what: string;
  readonly peer: string;
  readonly setup: readonly string[];
  readonly sql: string;
  readonly expected: string;
  readonly found: string;
}

export interface CampaignTotals {
  readonly statements: number;
  /** Of them, PostgreSQL answered with an error. */
  readonly errors: number;
  readonly differences: readonly Difference[];
  readonly explained: ReadonlyMap<string, number>;
}

export interface CampaignOptions {
  readonly postgres: Peer;
  readonly engines: readonly Peer[];
  readonly firstSeed: number;
  readonly until: () => boolean;
  readonly onDifference: (difference: Difference) => void;
  readonly onProgress: (statements: number, seed: number) => void;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignTotals> {
  const { postgres, engines } = options;
  const peers = [postgres, ...engines];
  const totals = { statements: 0, errors: 0, differences: [] as Difference[], explained: new Map<string, number>() };
  for (let seed = options.firstSeed; !options.until(); seed++) {
    const [made] = fc.sample(cases, { seed, numRuns: 1 });
    for (const peer of peers) await peer.fresh();
    const setup: string[] = [];
    for (const sql of made!.schema.statements) {
      await compareOne({ sql, ordered: true });
      setup.push(sql);
    }
    for (const generated of made!.statements) {
      totals.statements++;
      const isSame = await compareOne(generated);
      // What has changed rows is part of what later ones see; after a difference there they are no longer alike.
      if (/^(?:INSERT|UPDATE|DELETE|MERGE)/.test(generated.sql)) {
        if (!isSame) break;
        setup.push(generated.sql);
      }
    }
    options.onProgress(totals.statements, seed);

    async function compareOne(generated: GeneratedStatement): Promise<boolean> {
      const expected = await postgres.run(generated.sql, generated.params);
      if (expected.error !== undefined) totals.errors++;
      for (const engine of engines) {
        const found = await engine.run(generated.sql, generated.params);
        const what = difference(generated, expected, found);
        if (what === null) continue;
        const reason = explanation(generated, expected, found);
        if (reason !== null) {
          totals.explained.set(reason, (totals.explained.get(reason) ?? 0) + 1);
          return false;
        }
        const item: Difference = {
          seed,
          what,
          peer: engine.name,
          setup: [...setup],
          sql:
            generated.params === undefined ? generated.sql : `${generated.sql} -- ${JSON.stringify(generated.params)}`,
          expected: shown(expected),
          found: shown(found),
        };
        totals.differences.push(item);
        options.onDifference(item);
        return false;
      }
      return true;
    }
  }
  return totals;
}
