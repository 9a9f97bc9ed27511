/**
 * Histories by seed, one after the other, until so many crash points are checked. The first failure stops it; it is made as short as
 * a minute allows, and says how to repeat it.
 */
import { type Conditions, conditionsOf, type Surface } from './conditions.ts';
import { FaultRun, type FaultTotals } from './fault-run.ts';
import { Run } from './run.ts';

/** `faults`: on a disk that fails (fault-run.ts), through the embedded API. */
export type Kind = Surface | 'faults';

export interface Campaign {
  readonly firstSeed: number;
  /** Stops after the history that reaches this. */
  readonly points: number;
  /** At most. */
  readonly histories: number;
  readonly surface: Kind;
  /** Steps of each history, by their numbers: what is left of one that fails. All of them by default. */
  readonly only?: readonly number[];
  readonly onHistory?: (totals: FaultTotals, seed: number) => void;
}

export type CampaignTotals = FaultTotals & { readonly lastSeed: number };

export async function runCampaign(campaign: Campaign): Promise<CampaignTotals> {
  const totals = newTotals();
  const { surface, only } = campaign;
  let seed = campaign.firstSeed;
  for (let n = 0; n < campaign.histories && totals.points < campaign.points; n++, seed++) {
    const all = conditionsFor(surface, seed);
    const conditions = only === undefined ? all : withSteps(all, only);
    const script: string[] = [];
    const error = await failureOf(surface, conditions, totals, script);
    if (error !== null) throw await counterexample(surface, all, only, error, script);
    campaign.onHistory?.(totals, seed);
  }
  return { ...totals, lastSeed: seed - 1 };
}

function newTotals(): FaultTotals {
  return { points: 0, nested: 0, histories: 0, faults: 0, failed: 0, readOnly: 0 };
}

function conditionsFor(surface: Kind, seed: number): Conditions {
  return conditionsOf(seed, surface === 'faults' ? 'embedded' : surface);
}

function withSteps(conditions: Conditions, only: readonly number[]): Conditions {
  return { ...conditions, steps: only.map((i) => conditions.steps[i]!) };
}

/** null: it passes. */
async function failureOf(
  surface: Kind,
  conditions: Conditions,
  totals: FaultTotals,
  script: string[],
): Promise<unknown> {
  const run = surface === 'faults' ? new FaultRun(conditions, totals) : new Run(conditions, totals);
  try {
    await run.run();
    return null;
  } catch (error) {
    return error;
  } finally {
    script.push(...run.script);
  }
}

async function counterexample(
  surface: Kind,
  conditions: Conditions,
  only: readonly number[] | undefined,
  cause: unknown,
  script: readonly string[],
): Promise<Error> {
  const steps = await shorten(surface, conditions, only ?? conditions.steps.map((_, i) => i));
  const { seed } = conditions;
  const repeat = `npm run crash -- --seed ${seed} --runs 1 --surface ${surface} --only ${steps.join(',')}`;
  const statements = script.slice(-20).join('\n');
  return new Error(
    `seed ${seed}: ${(cause as Error).message}\nto repeat: ${repeat}\nthe last statements:\n${statements}`,
    { cause },
  );
}

const shortenMs = 60_000;

/** Leaves out pieces of the history, smaller and smaller ones, as long as it fails (delta debugging). */
async function shorten(surface: Kind, conditions: Conditions, all: readonly number[]): Promise<readonly number[]> {
  let steps = all;
  const until = performance.now() + shortenMs;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length; ) {
      if (performance.now() > until) return steps;
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)];
      const error = await failureOf(surface, withSteps(conditions, fewer), newTotals(), []);
      if (error === null) from += size;
      else steps = fewer;
    }
  }
  return steps;
}
