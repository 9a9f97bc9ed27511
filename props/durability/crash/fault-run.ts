/**
 * Runs a history on a disk that fails: writes and syncs end in errors at random places, or there is no room for a while. Statements
 * that fail so have done nothing, and their clients get 53100 or 58030; after a sync that failed nothing is written any more, and
 * everything can be read. Whatever happened, what is opened afterwards has all that was acknowledged, and nothing else but the one
 * transaction whose sync failed.
 * The database goes first and the twin after it, because only then is it known what the twin has to do.
 */
import { type Fault, type Operation, SimulatedDisk } from '../../../src/host/simulated/index.ts';
import { Random } from '../../../src/host/simulated/random.ts';
import type { Database } from '../../../src/server/database.ts';
import { type Client, embeddedClient } from './clients.ts';
import type { Conditions } from './conditions.ts';
import { difference, Failure } from './failure.ts';
import { FakeHost, FakeTimers } from './fake-world.ts';
import { type Checked, checkPoint, openImage, type Totals } from './image-check.ts';
import { Model } from './model.ts';
import { stateText } from './state-text.ts';
import { nextStatement } from './statements.ts';

const diskFull = '53100';
const ioError = '58030';

interface Pair {
  readonly twin: Client;
  readonly disk: Client;
}

export interface FaultTotals extends Totals {
  faults: number;
  /** Statements that failed because of one. */
  failed: number;
  readOnly: number;
}

export class FaultRun {
  private readonly conditions: Conditions;
  private readonly totals: FaultTotals;
  private readonly host: FakeHost;
  private readonly timers: FakeTimers;
  private readonly random: Random;
  private disk: SimulatedDisk;
  private model = new Model(null);
  private database!: Database;
  private pairs: Pair[] = [];
  /** Operations until the next fault, and how many fail then. */
  private countdown = 0;
  private left = 0;
  private code = 'EIO';
  /** What a failed sync gave up can be read until the power fails, and nobody can tell: then restarting the process is not enough. */
  private syncFailed = false;
  readonly script: string[] = [];

  constructor(conditions: Conditions, totals: FaultTotals) {
    // What may be lost for other reasons would hide what is lost for this one.
    this.conditions = { ...conditions, commitPolicy: 'always', every: 0 };
    this.totals = totals;
    this.host = new FakeHost(conditions.seed);
    this.timers = new FakeTimers(this.host, true);
    this.random = new Random(conditions.seed + 11);
    this.disk = new SimulatedDisk({ seed: conditions.seed });
  }

  run(): void {
    try {
      this.open();
      for (const step of this.conditions.steps) this.step(new Random(step));
      this.disk.faults = null;
      this.disk.capacityBytes = Infinity;
      this.reopen('at the end', this.model.latest);
      this.totals.histories++;
    } finally {
      this.disk.faults = null;
      this.timers.restore();
    }
  }

  // Faults.

  private plan(): void {
    const { random } = this;
    this.countdown = random.below(40);
    this.left = random.pick([1, 1, 1, 2, 5]);
    this.code = random.pick(['EIO', 'ENOSPC']);
    this.disk.faults = (operation) => this.fault(operation);
  }

  private fault({ operation, length }: Operation): Fault | null {
    if (operation === 'read' || operation === 'open' || operation === 'list') return null;
    if (this.countdown-- > 0) return null;
    if (--this.left === 0) this.plan();
    this.totals.faults++;
    this.script.push(`-- ${operation} fails`);
    const isWrite = operation === 'write';
    if (/^sync/.test(operation)) this.syncFailed = true;
    return {
      code: isWrite ? this.code : 'EIO',
      bytes: isWrite ? this.random.pick([0, this.random.below(length), length]) : 0,
    };
  }

  // The database.

  private open(): void {
    this.disk.faults = null;
    for (let i = 0; i < this.random.below(3); i++) this.openWithFaults();
    this.disk.faults = null;
    this.disk.capacityBytes = Infinity;
    this.database = openImage(this.disk, this.conditions, this.host);
    const found = stateText(this.database.core);
    const wanted = this.model.states[this.model.latest]!.text;
    if (found !== wanted) throw new Failure('lost', `after opening with faults\n${difference(found, wanted)}`);
    this.pairs = [];
    for (let i = 0; i < this.conditions.sessions; i++) {
      this.pairs.push({ twin: embeddedClient(this.model.twin), disk: embeddedClient(this.database) });
    }
    this.plan();
  }

  /** It opens or does not; in either case nothing is lost. Like a process that ends then, it leaves its lock behind. */
  private openWithFaults(): void {
    this.plan();
    try {
      openImage(this.disk, this.conditions, this.host);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== diskFull && code !== ioError) throw error;
      this.script.push(`-- does not open: ${code}`);
    }
    this.disk.faults = null;
    const seed = this.random.next();
    this.disk = this.syncFailed ? this.disk.crash(seed) : this.disk.killProcess(seed);
    this.syncFailed = false;
  }

  private step(random: Random): void {
    this.host.pass(random.below(300));
    this.timers.fire();
    const roll = random.below(100);
    if (roll < 4) this.disk.capacityBytes = this.disk.usedBytes() + 4096 * random.below(20);
    if (roll < 12) this.disk.capacityBytes = random.percent(60) ? Infinity : this.disk.capacityBytes;
    if (roll > 94) {
      this.reopen('without reason', this.model.latest);
      return;
    }
    const pair = random.pick(this.pairs);
    const sql = nextStatement(random, pair.twin.session);
    // What may be lost without faults would hide what is lost with them.
    if (!sql.includes('synchronous_commit')) this.statement(pair, sql);
  }

  private statement(pair: Pair, sql: string): void {
    const before = this.model.latest;
    const { session } = pair.disk;
    const isExplicit = session.explicit;
    const outcome = pair.disk.run(sql, false) as string;
    this.script.push(`${sql};\n--   ${outcome.slice(0, 60)}`);
    if (outcome !== diskFull && outcome !== ioError) {
      const expected = pair.twin.run(sql, false) as string;
      if (outcome !== expected)
        throw new Failure('differs', `${sql}\ngave ${outcome.slice(0, 300)}\nnot  ${expected.slice(0, 300)}`);
      return;
    }
    this.totals.failed++;
    if (this.database.core.durable!.log.failure !== null) {
      // The transaction may be durable or not, so the twin has it.
      void pair.twin.run(sql, false);
      this.readOnly(pair);
      this.reopen(`after ${sql.slice(0, 60)} failed`, before);
      return;
    }
    void pair.twin.run(undone(sql, isExplicit), false);
    if (session.status !== pair.twin.session.status)
      throw new Failure('differs', `${sql}\nleft a transaction that is ${session.status}`);
    for (let i = 0; i < 3; i++)
      this.lookAt(this.disk.crash(this.random.next()), `after ${sql.slice(0, 60)} failed`, this.model.latest);
  }

  private lookAt(image: SimulatedDisk, where: string, low: number): Checked {
    const { random, model } = this;
    const seed = random.next();
    image.capacityBytes = Infinity;
    const live = model.twin.core.sequences.images(false);
    const point = { image, low, durable: low, high: model.latest, live, promised: new Map(), where, seed };
    return checkPoint(point, model, this.conditions, this.totals, random.percent(20));
  }

  private readOnly(pair: Pair): void {
    this.totals.readOnly++;
    const { disk } = pair;
    void disk.run('rollback', false);
    const write = disk.run('create table refused (a int)', false);
    if (write !== ioError) throw new Failure('differs', `after a failed sync, a write gave ${write}`);
    const read = String(disk.run('select count(*) from pg_class', false));
    if (!read.startsWith('SELECT')) throw new Failure('differs', `after a failed sync, a read gave ${read}`);
  }

  /** Ends the process in one of several ways, and goes on with what is found. */
  private reopen(why: string, low: number): void {
    const { random, model } = this;
    this.script.push(`-- reopen ${why}`);
    this.disk.faults = null;
    const full = this.disk.capacityBytes;
    this.disk.capacityBytes = Infinity;
    if (random.percent(30)) {
      if (random.percent(50)) this.disk.capacityBytes = full;
      this.close();
    }
    this.disk.capacityBytes = Infinity;
    this.model.twin.close();
    for (let i = 0; i < 3; i++) {
      const seed = random.next();
      const kills = !this.syncFailed && random.percent(30);
      const image = kills ? this.disk.killProcess() : this.disk.crash(seed);
      const { database, index } = this.lookAt(image, `${why}, ${kills ? 'killed' : `seed ${seed}`}`, low);
      if (i < 2) continue;
      this.model = new Model(model.states[index]!.core);
      this.model.takeSequencesFrom(database.core);
      this.disk = image.killProcess(seed);
    }
    this.syncFailed = false;
    this.open();
  }

  private close(): void {
    try {
      this.database.close();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== diskFull && code !== ioError) throw error;
    }
  }
}

/** What leaves the twin where a database is whose commit failed: counters of sequences have gone on, and nothing else. */
function undone(sql: string, isExplicit: boolean): string {
  if (isExplicit) return 'rollback';
  if (sql.startsWith('begin;')) return sql.replace(/commit$/, 'rollback');
  return sql === 'checkpoint' ? 'select 1' : `begin; ${sql}; rollback`;
}
