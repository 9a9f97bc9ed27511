/**
 * Small, rich stores for the tests of damage: files as they lie on disk, and what a reader has to find in them. Everything is a
 * function of the seed.
 */

import { ByteReader } from '../../src/common/byte-reader.ts';
import { kindOfFile } from '../../src/durability/format.ts';
import { FRAME_HEADER_BYTES, frameAt } from '../../src/durability/frame.ts';
import { SEGMENT_HEADER_BYTES } from '../../src/durability/log-segment.ts';
import type { StoreKey } from '../../src/durability/sealer.ts';
import { Database } from '../../src/embedded/index.ts';
import { SqlError } from '../../src/errors/index.ts';
import type { FileSystem, Host } from '../../src/host/index.ts';
import { nodeHost } from '../../src/host/index.ts';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { type DatabaseCore, openDatabase } from '../../src/session/index.ts';

export const DIRECTORY = '/db';

/** By name, without the directory. */
export type Files = ReadonlyMap<string, Uint8Array>;

export type Random = () => number;

/** Mulberry32: uniform in [0, 1). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function hostOf(seed: number): Host {
  const random = randomOf(seed);
  return { ...nodeHost, randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)) };
}

export interface OpenSettings {
  readonly host?: Host;
  readonly key?: StoreKey | null;
  readonly segmentBytes?: number;
  readonly cacheBytes?: number;
}

export function openOn(files: FileSystem, settings: OpenSettings = {}, directory = DIRECTORY): DatabaseCore {
  return openDatabase(
    {
      files,
      host: settings.host ?? nodeHost,
      directory,
      commitPolicy: { kind: 'always' },
      cacheBytes: settings.cacheBytes ?? Number.POSITIVE_INFINITY,
      segmentBytes: settings.segmentBytes ?? 1 << 24,
      checkpointWalBytes: 1 << 26,
      checkpointTimeoutMs: 0,
      key: settings.key ?? null,
      lock: { touch: () => {}, release: () => {} },
      lockTouchMs: 0,
      onWarning: () => {},
    },
    { name: 'sample', bootstrapUser: 'postgres' },
  );
}

export function diskOf(files: Files): SimulatedDisk {
  const disk = new SimulatedDisk();
  disk.makeDirectory(DIRECTORY);
  for (const [name, bytes] of files) disk.writeFile(`${DIRECTORY}/${name}`, bytes);
  return disk;
}

export function filesOf(disk: SimulatedDisk, directory = DIRECTORY): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const name of disk.list(directory)) {
    if (kindOfFile(name).kind !== 'lock') files.set(name, disk.readFile(`${directory}/${name}`).slice());
  }
  return files;
}

/** Answers by question; an error is `!` and its code. */
export type Answers = ReadonlyMap<string, string>;

const questions = [
  'select relname, relkind from pg_class where oid >= 16384 order by 1, 2',
  'select conname, contype from pg_constraint order by 1, 2',
];

/** Everything that a reader can see: tables by scan, by count and by each index, views, counters. Errors of other classes get through. */
export function answersOf(core: DatabaseCore): Answers {
  const database = new Database(core);
  const connection = database.connect();
  const answers = new Map<string, string>();
  const ask = (question: string, answer: () => string): void => {
    try {
      answers.set(question, answer());
    } catch (error) {
      if (!(error instanceof SqlError) || error.code.startsWith('XX000')) throw error;
      answers.set(question, `!${error.code}`);
    }
  };
  const text = (sql: string): void =>
    ask(sql, () =>
      connection
        .executeText(sql)
        .map((result) => JSON.stringify(result.rows))
        .join(';'),
    );
  for (const question of questions) text(question);
  for (const relation of core.catalog.current.userRelations()) {
    const name = `"${relation.name}"`;
    if (relation.kind === 'view') text(`select * from ${name} order by 1`);
    if (relation.kind !== 'table') continue;
    text(`select count(*) from ${name}`);
    text(`select * from ${name}`);
    const table = core.storage.table(relation.storage ?? relation.oid);
    for (const index of table.indexes) {
      ask(`${name} by index ${index.oid}`, () => {
        const cursor = index.cursor();
        cursor.open(null, [], true, [], true, false);
        const rows = new Float64Array(256);
        const found: string[] = [];
        for (let n = cursor.fill(rows, 256); n > 0; n = cursor.fill(rows, 256)) {
          for (let i = 0; i < n; i++) found.push(table.readRow(rows[i]!).map(String).join());
        }
        return `${index.size}: ${found.join(';')}`;
      });
    }
  }
  answers.set(
    'sequences',
    core.sequences
      .images(false)
      .map((s) => `${s.storage} ${s.lastValue} ${s.isCalled}`)
      .sort()
      .join(),
  );
  database.close();
  return answers;
}

/** A frame of the log, or the header of a segment, and up to where it knows the log to be durable. */
export interface Witness {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly synced: number;
}

export interface SampleStore {
  readonly name: string;
  readonly files: Files;
  readonly key: StoreKey | null;
  /** After the checkpoint, and after each transaction since, the last one included: where the log then ended, and what is there. */
  readonly states: readonly { readonly lsn: number; readonly answers: Answers }[];
  readonly witnesses: readonly Witness[];
}

export interface Recipe {
  readonly name: string;
  /** Checkpoints follow each. */
  readonly before: readonly string[];
  /** Transactions after the last checkpoint. */
  readonly after: readonly string[];
  readonly segmentBytes?: number;
  readonly key?: StoreKey;
  readonly close?: boolean;
}

export function buildStore(recipe: Recipe, seed: number): SampleStore {
  const disk = new SimulatedDisk();
  disk.makeDirectory(DIRECTORY);
  const host = hostOf(seed);
  const key = recipe.key ?? null;
  const core = openOn(disk, {
    host,
    key,
    ...(recipe.segmentBytes === undefined ? {} : { segmentBytes: recipe.segmentBytes }),
  });
  const store = core.durable!;
  const connection = new Database(core).connect();
  for (const sql of recipe.before) {
    connection.execute(sql);
    store.checkpoint();
  }
  const snapshots = [{ lsn: store.log.appendedLsn, files: filesOf(disk) }];
  for (const sql of recipe.after) {
    connection.execute(sql);
    store.log.flush();
    snapshots.push({ lsn: store.log.appendedLsn, files: filesOf(disk) });
  }
  if (recipe.close === true) {
    connection.close();
    store.close();
    snapshots.splice(0, snapshots.length, { lsn: store.log.appendedLsn, files: filesOf(disk) });
  }
  const states = snapshots.map(({ lsn, files }) => ({ lsn, answers: answersOf(openOn(diskOf(files), { key })) }));
  const { files } = snapshots.at(-1)!;
  return { name: recipe.name, files, key, states, witnesses: witnessesIn(files) };
}

function witnessesIn(files: Files): Witness[] {
  const witnesses: Witness[] = [];
  for (const [file, bytes] of files) {
    const kind = kindOfFile(file);
    if (kind.kind !== 'wal') continue;
    witnesses.push({ file, from: 0, to: SEGMENT_HEADER_BYTES, synced: new ByteReader(bytes, 40).u64() });
    for (let at = SEGMENT_HEADER_BYTES; ; ) {
      const frame = frameAt(bytes, at, kind.number + at);
      if (frame === null) break;
      const to = at + FRAME_HEADER_BYTES + frame.size;
      witnesses.push({ file, from: at, to, synced: frame.synced });
      at = to;
    }
  }
  return witnesses;
}
