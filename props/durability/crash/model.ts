/**
 * What should be there: a twin of the database, in memory only, is given every statement first. Its state after each commit is
 * kept, as a fork. It counts commits where the durable database appends them to its log, so the n-th append is states[n].
 */
import { storageOf } from '../../../src/catalog/index.ts';
import type { DurableStore, SequenceImage } from '../../../src/durability/index.ts';
import { Database } from '../../../src/server/database.ts';
import { DatabaseCore } from '../../../src/session/index.ts';
import { FakeHost } from './fake-world.ts';
import { stateText } from './state-text.ts';

export class State {
  readonly core: DatabaseCore;
  private known: string | null = null;

  constructor(core: DatabaseCore) {
    this.core = core;
  }

  get text(): string {
    this.known ??= stateText(this.core);
    return this.known;
  }
}

export class Model {
  readonly twin: Database;
  /** The first is the one that the twin began with. */
  readonly states: State[] = [];
  private appended = false;

  constructor(source: DatabaseCore | null) {
    const core =
      source === null
        ? DatabaseCore.create({ name: 'default', host: new FakeHost(1), bootstrapUser: 'postgres' })
        : source.fork();
    this.twin = new Database(core);
    this.states.push(new State(core.fork()));
    // Only what sessions ask of it.
    const recorder = {
      hasUnsynced: false,
      log: { appendedLsn: 0, syncedLsn: 0, failure: null, flush() {} },
      append: () => {
        this.appended = true;
        return 0;
      },
      checkWritable() {},
      positionToAwait: () => 0,
      committed: () => this.committed(core),
      checkpoint() {},
      requestCheckpoint: (done: (error: unknown) => void) => done(null),
      close() {},
    };
    core.durable = recorder as unknown as DurableStore;
  }

  private committed(core: DatabaseCore): void {
    if (!this.appended) return;
    this.appended = false;
    this.states.push(new State(core.fork()));
  }

  get latest(): number {
    return this.states.length - 1;
  }

  /** What a reader must have seen who found so many rows when states[from], or a later one, was the newest; -1: nothing known. */
  seenWith(table: string, rows: number, from: number): number {
    const rowsOf = (i: number) => this.states[i]!.text.split('\n').filter((line) => line.startsWith(`${table}: `));
    let index = from;
    while (index <= this.latest && rowsOf(index).length !== rows) index++;
    if (index > this.latest) return -1;
    // The rows came with an older commit; those after it were of other tables, and may still be lost.
    const seen = rowsOf(index).join('\n');
    while (index > 0 && rowsOf(index - 1).join('\n') === seen) index--;
    return index;
  }

  /** After a crash, sequences go on from what the log had of them: values that it had ahead are lost. */
  takeSequencesFrom(core: DatabaseCore): void {
    const found = positions(core, core.sequences.images(false));
    for (const relation of this.twin.core.catalog.current.userRelations()) {
      if (relation.kind !== 'sequence' || relation.persistence === 'temporary') continue;
      const image = found.get(nameOf(this.twin.core, relation));
      if (image === undefined) continue;
      const { lastValue, isCalled } = image;
      this.twin.core.sequences.restore([{ storage: storageOf(relation), lastValue, isCalled }]);
    }
  }
}

interface Position extends SequenceImage {
  readonly increment: bigint;
  /** Values given so far, in the direction of the sequence. */
  readonly given: bigint;
  readonly ahead: bigint;
}

function nameOf(core: DatabaseCore, relation: { readonly schema: number; readonly name: string }): string {
  return `${core.catalog.current.schema(relation.schema)?.name}.${relation.name}`;
}

function positions(core: DatabaseCore, images: readonly SequenceImage[]): Map<string, Position> {
  const byStorage = new Map(images.map((image) => [image.storage, image]));
  const found = new Map<string, Position>();
  for (const relation of core.catalog.current.userRelations()) {
    if (relation.kind !== 'sequence' || relation.persistence === 'temporary') continue;
    const image = byStorage.get(storageOf(relation));
    if (image === undefined) continue;
    const { increment, cache } = relation;
    const sign = increment < 0n ? -1n : 1n;
    const given = sign * (BigInt(image.lastValue) - (image.isCalled ? 0n : increment));
    found.set(nameOf(core, relation), { ...image, increment, given, ahead: sign * increment * (33n + cache) });
  }
  return found;
}

/** A value that nextval gave and a client has heard of. */
export interface Promised {
  readonly value: bigint;
  readonly increment: bigint;
}

/**
 * Sequences of a recovered database against those of the state that it has: what is wrong; null: nothing. `live`: of the twin when
 * it crashed; `promised`: by storage.
 */
export function brokenSequence(
  recovered: DatabaseCore,
  state: DatabaseCore,
  live: readonly SequenceImage[],
  promised: ReadonlyMap<number, Promised>,
): string | null {
  const found = positions(recovered, recovered.sequences.images(false));
  const liveOf = new Map(live.map((image) => [image.storage, image]));
  for (const [name, wanted] of positions(state, state.sequences.images(true))) {
    const is = found.get(name);
    if (is === undefined) return `sequence ${name} has no value`;
    if (is.given < wanted.given) return `sequence ${name} is at ${is.lastValue}, though ${wanted.lastValue} was given`;
    const heard = promised.get(wanted.storage);
    if (
      heard !== undefined &&
      heard.increment === is.increment &&
      is.given < (is.increment < 0n ? -1n : 1n) * heard.value
    ) {
      return `sequence ${name} is at ${is.lastValue}, though a client has ${heard.value}`;
    }
    const now = liveOf.get(wanted.storage);
    if (now === undefined) continue;
    const sign = wanted.increment < 0n ? -1n : 1n;
    const most = sign * BigInt(now.lastValue) + wanted.ahead;
    if (is.given > most && is.given > wanted.given + wanted.ahead)
      return `sequence ${name} is at ${is.lastValue}, from ${wanted.lastValue}`;
  }
  return null;
}
