/**
 * Runs a history on a simulated disk, and lets the power fail at each of its steps: before and after each write, sync and change
 * of a name. What is left is opened and compared with the model (image-check.ts). Images are taken where they occur and checked
 * when the statement has ended, so that no engine runs inside another.
 */
import { storageOf } from '../../../src/catalog/index.ts';
import { SimulatedDisk, type Step } from '../../../src/host/simulated/index.ts';
import { Random } from '../../../src/host/simulated/random.ts';
import type { Database } from '../../../src/server/database.ts';
import { type Client, embeddedClient, type Outcome, waitingClient, wireClient } from './clients.ts';
import type { Conditions } from './conditions.ts';
import { difference, Failure } from './failure.ts';
import { FakeHost, FakeTimers } from './fake-world.ts';
import { type CrashPoint, checkPoint, openImage, type Totals } from './image-check.ts';
import { Model, type Promised } from './model.ts';
import { stateText } from './state-text.ts';
import { nextStatement } from './statements.ts';

/** A commit in the log. */
interface Appended {
  readonly lsn: number;
  /** Of the state it makes. */
  readonly index: number;
  /** Its client is answered when it is durable. */
  readonly awaited: boolean;
}

interface Pair {
  readonly twin: Client;
  readonly disk: Client;
  busy: boolean;
  last: Appended | null;
}

/** Of 1000 crashes, how many are followed by crashes in the recovery, and by more work. */
const nestedPermille = 60;
const continuedPermille = 12;
const turnsMax = 3000;

function isError(outcome: Outcome): boolean {
  return /^[0-9A-Z]{5}$/.test(outcome);
}

export interface Start {
  readonly disk: SimulatedDisk;
  readonly model: Model;
  readonly database: Database | null;
}

export class Run {
  private readonly conditions: Conditions;
  private readonly totals: Totals;
  private readonly isContinued: boolean;
  private readonly host: FakeHost;
  private readonly timers: FakeTimers;
  private readonly random: Random;
  private readonly disk: SimulatedDisk;
  private model: Model;
  private database!: Database;
  private pairs: Pair[] = [];
  private committing: Pair | null = null;
  private appendCalls = 0;
  private appended: Appended[] = [];
  /** States that are durable, and that a client has heard of: after a power failure, after a kill. */
  private acknowledged = 0;
  private heard = 0;
  private failure: unknown = null;
  private readonly promised = new Map<number, Promised>();
  private points: CrashPoint[] = [];
  private forks: { readonly database: Database; readonly text: string }[] = [];
  private stepIndex = -1;
  private sql = '';
  /** For reports. */
  readonly script: string[] = [];

  constructor(conditions: Conditions, totals: Totals, start: Start | null = null) {
    this.conditions = conditions;
    this.totals = totals;
    this.isContinued = start !== null;
    this.host = new FakeHost(conditions.seed);
    this.timers = new FakeTimers(this.host, this.isContinued);
    this.random = new Random(conditions.seed + 7);
    this.disk = start?.disk ?? new SimulatedDisk({ seed: conditions.seed });
    this.model = start?.model ?? new Model(null);
    this.disk.onStep = (step) => this.boundary(step);
    if (start?.database != null) this.watch(start.database);
  }

  // Crashes.

  private boundary(step: Step): void {
    this.host.pass(1);
    const { random, model, disk } = this;
    const synced = this.appended.findLast(({ lsn }) => lsn <= this.syncedLsn)?.index ?? 0;
    const low = Math.max(this.acknowledged, synced);
    const live = model.twin.core.sequences.images(false);
    const promised = new Map(this.promised);
    const add = (image: SimulatedDisk, seed: number, lowest: number, what: string) => {
      const where = `step ${this.stepIndex} (${this.sql.slice(0, 60)}), ${step.phase} ${step.operation} ${step.path} ${step.index}, ${what}`;
      this.points.push({ image, low: lowest, durable: low, high: model.latest, live, promised, where, seed });
    };
    const times = this.isContinued ? 1 : 1 + random.below(3);
    for (let i = 0; i < times; i++) {
      const seed = random.next();
      if (random.percent(12)) add(disk.killProcess(), seed, Math.max(low, this.heard), 'killed');
      else if (random.percent(15)) add(disk.crash(seed, 'drop'), seed, low, 'nothing kept');
      else add(disk.crash(seed), seed, low, `seed ${seed}`);
    }
  }

  private get syncedLsn(): number {
    return this.database?.core.durable?.log.syncedLsn ?? 0;
  }

  private checkPoints(): void {
    const { points } = this;
    this.points = [];
    for (const point of points) {
      const random = new Random(point.seed + 3);
      const nested = random.below(1000) < nestedPermille;
      const { database, index } = checkPoint(point, this.model, this.conditions, this.totals, nested);
      if (!this.isContinued && random.below(1000) < continuedPermille) this.goOn(point, database, index);
    }
  }

  /** A few more transactions on what was found, with crashes again. */
  private goOn(point: CrashPoint, database: Database, index: number): void {
    const model = new Model(this.model.states[index]!.core);
    model.takeSequencesFrom(database.core);
    const random = new Random(point.seed + 4);
    const steps = Array.from({ length: 3 + random.below(8) }, () => random.next());
    const conditions: Conditions = { ...this.conditions, surface: 'embedded', seed: random.next(), steps };
    const run = new Run(conditions, this.totals, { disk: point.image, model, database });
    try {
      run.continue();
    } catch (error) {
      const message = `${point.where}, then:\n${run.script.join('\n')}\n${(error as Error).message}`;
      throw error instanceof Failure ? new Failure(error.kind, message) : Object.assign(error as Error, { message });
    }
  }

  // The database under test.

  private watch(database: Database): void {
    this.database = database;
    this.appended = [];
    this.appendCalls = this.model.latest;
    const durable = database.core.durable!;
    const append = durable.append.bind(durable);
    durable.append = (...args) => {
      const index = ++this.appendCalls;
      if (index > this.model.latest) throw new Failure('differs', 'the database commits what its twin has not');
      const lsn = append(...args);
      const pair = this.committing!;
      const relaxed = pair.disk.session.settings.get('synchronous_commit') === 'off';
      const entry = { lsn, index, awaited: this.conditions.commitPolicy === 'always' && !relaxed };
      if (lsn > 0) {
        this.appended.push(entry);
        pair.last = entry;
      }
      return lsn;
    };
  }

  private open(): void {
    this.watch(openImage(this.disk, this.conditions, this.host));
  }

  private pair(twin: Client, disk: Client): Pair {
    const pair: Pair = { twin, disk, busy: false, last: null };
    const { session } = disk;
    const commit = session.commit.bind(session);
    session.commit = () => {
      this.committing = pair;
      commit();
    };
    return pair;
  }

  private async connect(): Promise<void> {
    this.pairs = [];
    const waiting = this.conditions.surface === 'embedded' && this.conditions.seed % 3 === 0;
    for (let i = 0; i < this.conditions.sessions; i++) {
      if (this.conditions.surface === 'pgwire') {
        this.pairs.push(this.pair(await wireClient(this.model.twin), await wireClient(this.database)));
      } else if (waiting) this.pairs.push(this.pair(waitingClient(this.model.twin), waitingClient(this.database)));
      else this.connectEmbedded();
    }
  }

  private connectEmbedded(): void {
    this.pairs.push(this.pair(embeddedClient(this.model.twin), embeddedClient(this.database)));
  }

  // Steps.

  async run(): Promise<void> {
    try {
      this.open();
      await this.connect();
      for (const [i, step] of this.conditions.steps.entries()) {
        this.stepIndex = i;
        await this.step(new Random(step));
        if (this.failure !== null) throw this.failure;
        this.checkPoints();
      }
      await this.settle();
      await this.reopen();
      this.checkForks();
      this.totals.histories++;
    } finally {
      this.end();
    }
  }

  private end(): void {
    this.disk.onStep = null;
    this.timers.restore();
  }

  /** Without turns of the event loop, and on the embedded surface. */
  continue(): void {
    try {
      for (let i = 0; i < this.conditions.sessions; i++) this.connectEmbedded();
      for (const [i, step] of this.conditions.steps.entries()) {
        this.stepIndex = i;
        const random = new Random(step);
        const pair = random.pick(this.pairs);
        this.statement(pair, nextStatement(random, pair.twin.session), false);
        this.checkPoints();
      }
    } finally {
      this.end();
    }
  }

  private async step(random: Random): Promise<void> {
    const roll = random.below(100);
    this.host.pass(random.below(30));
    this.timers.fire();
    if (roll < 2) {
      await this.settle();
      await this.reopen();
    } else if (roll < 4) this.fork(random);
    else if (roll < 12) await this.turn();
    else {
      const pair = random.pick(this.pairs);
      if (pair.busy) await this.turn();
      else {
        const sql = nextStatement(random, pair.twin.session);
        this.statement(pair, sql, random.percent(30));
        this.together(random, sql);
      }
      if (random.percent(50)) await this.turn();
    }
  }

  /** What shows only when two do it before one of them is durable: values of one sequence, and reading what was written. */
  private together(random: Random, sql: string): void {
    const table = /^(?:insert into|update|delete from) ((?:public|s1|s2)\.\w+) /.exec(sql)?.[1];
    const isNextval = sql.startsWith('select nextval');
    if ((table === undefined && !isNextval) || !random.percent(isNextval ? 60 : 15)) return;
    const other = this.pairs.find(({ busy, twin }) => !busy && twin.session.status === 'idle');
    if (other !== undefined) this.statement(other, isNextval ? sql : `select count(*), max(k) from ${table}`, false);
  }

  private async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.timers.fire();
    this.checkPoints();
  }

  private statement(pair: Pair, sql: string, extended: boolean): void {
    this.sql = sql;
    this.script.push(`/* ${this.stepIndex}, session ${this.pairs.indexOf(pair)} */ ${sql};`);
    const latest = this.model.latest;
    const value = this.valueOf(pair, sql);
    const seen = this.seenBy(pair, sql);
    const twin = pair.twin.run(sql, extended);
    const disk = pair.disk.run(sql, extended);
    if (typeof twin === 'string' && typeof disk === 'string') {
      this.ended(pair, sql, latest, twin, disk);
      value(disk);
      seen(disk);
      return;
    }
    pair.busy = true;
    const failed = (error: unknown) => {
      this.failure ??= error;
    };
    Promise.resolve(disk)
      .then((heard) => {
        this.answered(pair, sql, latest, heard);
        value(heard);
        seen(heard);
        Promise.resolve(twin)
          .then((expected) => {
            pair.busy = false;
            this.compare(sql, expected, heard);
          })
          .catch(failed);
      })
      .catch(failed);
  }

  /** Who has read a table has heard of all that was committed in it. */
  private seenBy(pair: Pair, sql: string): (outcome: Outcome) => void {
    const match = /^select count\(\*\), max\(k\) from (\w+)\.(\w+)$/.exec(sql);
    const { session } = pair.twin;
    if (match === null || session.explicit || this.conditions.commitPolicy !== 'always') return () => {};
    const relation = session.catalog.resolveRelation([match[1]!, match[2]!], []);
    if (relation?.kind !== 'table') return () => {};
    // As state-text.ts names it. Others may commit before it reads, so the number of rows has to say what it saw.
    const name = `${match[1] === 'public' ? relation.schema : match[1]}.${relation.name}`;
    const { latest } = this.model;
    return (outcome) => {
      const count = /^(?:SELECT 1 \[\["|D[^;]{6})(\d+)/s.exec(outcome)?.[1];
      if (count === undefined) return;
      const index = this.model.seenWith(name, Number(count), latest);
      this.acknowledged = Math.max(this.acknowledged, index);
    };
  }

  /** Before a statement: what to do with its outcome if it takes a value of a sequence. */
  private valueOf(pair: Pair, sql: string): (outcome: Outcome) => void {
    const match = /^select (nextval|setval)\('(\w+)\.(\w+)'/.exec(sql);
    const { session } = pair.twin;
    const sequence = match === null ? undefined : session.catalog.resolveRelation([match[2]!, match[3]!], []);
    if (sequence?.kind !== 'sequence') return () => {};
    const storage = storageOf(sequence);
    const { increment } = sequence;
    if (match![1] === 'setval') this.promised.delete(storage);
    const relaxed = session.explicit || session.settings.get('synchronous_commit') === 'off';
    return (outcome) => {
      if (match![1] === 'setval') this.promised.delete(storage);
      const found = /^(?:SELECT 1 \[\["|D[^;]{6})(-?\d+)/s.exec(outcome);
      if (found === null || relaxed || match![1] === 'setval' || this.conditions.commitPolicy !== 'always') return;
      const value = BigInt(found[1]!);
      const known = this.promised.get(storage);
      const isFurther =
        known === undefined ||
        known.increment !== increment ||
        (increment < 0n ? value < known.value : value > known.value);
      if (isFurther) this.promised.set(storage, { value, increment });
    };
  }

  private ended(pair: Pair, sql: string, latest: number, twin: Outcome, disk: Outcome): void {
    this.answered(pair, sql, latest, disk);
    this.compare(sql, twin, disk);
  }

  private compare(sql: string, twin: Outcome, disk: Outcome): void {
    this.script.push(`--   ${disk.slice(0, 60).replaceAll(/[\n\0]/g, ' ')}`);
    if (twin !== disk) throw new Failure('differs', `${sql}\ngave ${disk.slice(0, 300)}\nnot  ${twin.slice(0, 300)}`);
  }

  /** The client has its answer: what it did is acknowledged. */
  private answered(pair: Pair, sql: string, latest: number, outcome: Outcome): void {
    const { last } = pair;
    if (last !== null) {
      this.heard = Math.max(this.heard, last.index);
      if (last.awaited) this.acknowledged = Math.max(this.acknowledged, last.index);
    }
    if (sql === 'checkpoint' && !isError(outcome)) this.acknowledged = Math.max(this.acknowledged, latest);
    this.checkPolicy();
  }

  /** Of `every: n`, fewer than n commits that clients have heard of are not durable. */
  private checkPolicy(): void {
    const { every } = this.conditions;
    if (every === 0) return;
    const unsynced = this.appended.filter(({ lsn, index }) => lsn > this.syncedLsn && index <= this.heard).length;
    if (unsynced >= every) throw new Failure('lost', `${unsynced} commits are not durable under every:${every}`);
  }

  /** Lets all statements end, then all transactions. */
  private async settle(): Promise<void> {
    for (let turns = 0; ; turns++) {
      await this.turn();
      if (this.failure !== null) throw this.failure;
      let open = false;
      for (const pair of this.pairs) {
        if (pair.busy) open = true;
        else if (pair.twin.session.status !== 'idle') {
          open = true;
          this.statement(pair, this.random.percent(50) ? 'commit' : 'rollback', false);
        }
      }
      if (!open) return;
      if (turns > turnsMax) throw new Failure('error', 'a statement does not end');
    }
  }

  /** A clean end, and a beginning that finds everything. */
  private async reopen(): Promise<void> {
    this.sql = 'close';
    this.script.push('-- close and open');
    this.database.close();
    this.model.twin.close();
    this.checkPoints();
    const { latest } = this.model;
    this.acknowledged = latest;
    this.heard = latest;
    const state = this.model.states[latest]!;
    this.sql = 'open';
    this.open();
    const found = stateText(this.database.core);
    if (found !== state.text) throw new Failure('lost', `after a clean end\n${difference(found, state.text)}`);
    // From the same state, under the same counters.
    const model = new Model(state.core);
    model.takeSequencesFrom(this.database.core);
    this.checkPoints();
    this.model = model;
    this.acknowledged = 0;
    this.heard = 0;
    this.promised.clear();
    this.appendCalls = 0;
    await this.connect();
  }

  // Forks.

  private fork(random: Random): void {
    this.checkForks();
    this.script.push('-- fork');
    const trace = this.disk.trace.length;
    const database = this.database.fork();
    const twin = this.model.twin.fork();
    const [a, b] = [embeddedClient(twin), embeddedClient(database)];
    for (let i = 0; i < 3; i++) {
      const sql = nextStatement(random, a.session);
      this.compare(sql, String(a.run(sql, false)), String(b.run(sql, false)));
    }
    if (a.session.status !== 'idle') for (const client of [a, b]) client.run('rollback', false);
    const [text, wanted] = [stateText(database.core.fork()), stateText(twin.core.fork())];
    if (text !== wanted) throw new Failure('differs', `a fork\n${difference(text, wanted)}`);
    if (this.disk.trace.length !== trace) throw new Failure('differs', 'a fork wrote to the disk');
    this.forks.push({ database, text });
  }

  /** Whatever the database did since, its forks are as they were. */
  private checkForks(): void {
    for (const { database, text } of this.forks) {
      const found = stateText(database.core.fork());
      if (found !== text) throw new Failure('differs', `a fork has changed\n${difference(found, text)}`);
    }
    this.forks = this.forks.slice(-2);
  }
}
