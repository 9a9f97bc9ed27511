/** Opens what a crash left, and compares it with the states that it may have. */
import type { SequenceImage } from '../../../src/durability/index.ts';
import type { SimulatedDisk } from '../../../src/host/simulated/index.ts';
import { Random } from '../../../src/host/simulated/random.ts';
import { Database } from '../../../src/server/database.ts';
import type { Conditions } from './conditions.ts';
import { difference, Failure } from './failure.ts';
import { FakeHost } from './fake-world.ts';
import { brokenIndex } from './index-check.ts';
import { brokenSequence, type Model, type Promised } from './model.ts';
import { stateText } from './state-text.ts';

/** A crash, and what has to be found: one of states[low..high]. */
export interface CrashPoint {
  readonly image: SimulatedDisk;
  readonly low: number;
  /** What a power failure has to leave, if this one was a kill. */
  readonly durable: number;
  readonly high: number;
  /** Of the twin, when it happened. */
  readonly live: readonly SequenceImage[];
  readonly promised: ReadonlyMap<number, Promised>;
  readonly where: string;
  readonly seed: number;
}

export interface Totals {
  points: number;
  /** Of them, crashes during recovery from another. */
  nested: number;
  histories: number;
}

export const directory = '/data/db';

export function openImage(disk: SimulatedDisk, conditions: Conditions, host: FakeHost): Database {
  return Database.open(directory, {
    files: disk,
    host,
    commitPolicy: conditions.commitPolicy,
    cacheBytes: conditions.cacheBytes,
    walSegmentBytes: conditions.walSegmentBytes,
    checkpointWalBytes: conditions.checkpointWalBytes,
    checkpointTimeoutMs: 0,
    onWarning: () => {},
  });
}

export interface Checked {
  readonly database: Database;
  readonly index: number;
}

/** The database as it was found, and which state it has. With `nested`, power fails again at each step of the recovery. */
export function checkPoint(
  point: CrashPoint,
  model: Model,
  conditions: Conditions,
  totals: Totals,
  nested: boolean,
): Checked {
  const { image } = point;
  const again: SimulatedDisk[] = [];
  if (nested) {
    const random = new Random(point.seed + 1);
    image.onStep = () => again.push(random.percent(20) ? image.killProcess() : image.crash(random.next()));
  }
  const checked = open(point, model, conditions);
  totals.points++;
  if (nested) {
    again.push(image.crash(point.seed + 2, 'drop'));
    image.onStep = null;
    again.forEach((disk, i) => {
      // What was found once stays.
      const isAfter = i === again.length - 1;
      const range = isAfter ? { low: checked.index, high: checked.index } : { low: point.durable };
      open(
        {
          ...point,
          ...range,
          image: disk,
          seed: point.seed + 1000 + i,
          where: `${point.where}, then at step ${i} of the recovery`,
        },
        model,
        conditions,
      );
      totals.points++;
      totals.nested++;
    });
  }
  return checked;
}

/** The lock has tests of its own, and to take one over whose owner cannot be read means to look forty times. */
function dropLock(image: SimulatedDisk): void {
  const { onStep } = image;
  image.onStep = null;
  for (const path of image.paths()) if (path.startsWith(`${directory}/lock`)) image.remove(path);
  image.onStep = onStep;
}

function open(point: CrashPoint, model: Model, conditions: Conditions): Checked {
  if (point.seed % 8 !== 0) dropLock(point.image);
  let database: Database;
  try {
    database = openImage(point.image, conditions, new FakeHost(point.seed + 5));
  } catch (error) {
    throw new Failure('error', `${point.where}: it does not open\n${(error as Error).stack}`);
  }
  try {
    return { database, index: compare(database, point, model) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('error', `${point.where}: it cannot be read\n${(error as Error).stack}`);
  }
}

function compare({ core }: Database, point: CrashPoint, model: Model): number {
  const { low, high, where } = point;
  const text = stateText(core);
  const broken = brokenIndex(core);
  if (broken !== null) throw new Failure('broken', `${where}: ${broken}`);
  let wrong: string | null = null;
  for (let i = high; i >= low; i--) {
    const state = model.states[i]!;
    if (state.text !== text) continue;
    wrong = brokenSequence(core, state.core, point.live, point.promised);
    if (wrong === null) return i;
  }
  if (wrong !== null) throw new Failure('lost', `${where}: ${wrong}`);
  const other = model.states.findIndex((state) => state.text === text);
  if (other >= 0) throw new Failure(other < low ? 'lost' : 'phantom', `${where}: state ${other} of ${low}..${high}`);
  const against = model.states
    .slice(low, high + 1)
    .map((state, i) => `against ${low + i}:\n${difference(text, state.text)}`);
  throw new Failure('phantom', `${where}: no state of ${low}..${high}\n${against.join('\n')}`);
}
