/**
 * The doctor and its salvage, damage by damage.
 * ASSUME a store with two tables, one of several segments, indexes, a view, sequences and a log.
 * DO damage one thing. ASSERT the doctor names it, goes on, and says which tables are whole; the salvage keeps all that is, and
 * the doctor finds nothing in it.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CommandStreams, runDoctor } from '../../src/cli/aiondb/doctor.ts';
import { runUpgrade } from '../../src/cli/aiondb/upgrade.ts';
import {
  CHUNK_CATALOG,
  CHUNK_GENERIC_NODE,
  CHUNK_NUMBER_NODE,
  CHUNK_STATE,
  CHUNK_TABLE,
  CHUNK_VECTOR,
} from '../../src/durability/data-file.ts';
import { acquireLock } from '../../src/durability/directory-lock.ts';
import { Findings } from '../../src/durability/doctor/findings.ts';
import { scanDataFile } from '../../src/durability/doctor/scan-data-file.ts';
import { upgradeDirectory } from '../../src/durability/index.ts';
import { encodeRoot, readRoot } from '../../src/durability/root.ts';
import { storeKey } from '../../src/durability/sealer.ts';
import { nodeHost } from '../../src/host/index.ts';
import type { SimulatedDisk } from '../../src/host/simulated/index.ts';
import {
  type DoctorReport,
  describeDamage,
  doctorReport,
  type SalvageReport,
  salvage,
} from '../../src/session/index.ts';
import { answersOf, buildStore, DIRECTORY, diskOf, openOn, type SampleStore } from './sample-stores.ts';

const store = buildStore(
  {
    name: 'for the doctor',
    before: [
      `create table parent (a int primary key, b text); create index parent_b on parent (lower(b));
       create table child (x int generated always as identity primary key, y int references parent);
       create view v as select count(*) from child; create sequence s;
       insert into parent select i, 'p' || i from generate_series(1, 20000) i`,
      'insert into child (y) select i from generate_series(1, 500) i',
    ],
    after: [
      "update parent set b = 'late' where a = 7",
      'insert into child (y) values (8), (9)',
      'delete from child where x = 1',
    ],
  },
  1,
);

const examine = (disk: SimulatedDisk, directory = DIRECTORY): DoctorReport =>
  doctorReport({ files: disk, host: nodeHost, directory, key: null });
const rescue = (disk: SimulatedDisk): SalvageReport =>
  salvage({ files: disk, host: nodeHost, directory: DIRECTORY, key: null }, '/new');
const told = (report: DoctorReport): string => report.damages.map(describeDamage).join('\n');
const statusOf = (report: DoctorReport, name: string): string | undefined =>
  report.tables.find((table) => table.name === name)?.status;

/** The chunks of a kind in the files, oldest first. */
function chunksOf(sample: SampleStore, kind: number): { file: string; offset: number; size: number }[] {
  const disk = diskOf(sample.files);
  const root = readRoot(disk, DIRECTORY)!;
  return root.files.flatMap(({ number, size }) => {
    const options = { files: disk, directory: DIRECTORY, databaseId: root.databaseId, sealerOf: null };
    const { name, chunks } = scanDataFile(options, number, size, new Findings());
    return chunks
      .filter((chunk) => chunk.kind === kind)
      .map((chunk) => ({ file: name, offset: chunk.offset, size: chunk.size }));
  });
}

function hit(disk: SimulatedDisk, file: string, offset: number): void {
  disk.corrupt(`${DIRECTORY}/${file}`, offset, 0x40);
}

/** A store with one bit of one chunk turned. */
function withDamageTo(
  kind: number,
  which: (chunks: { file: string; offset: number; size: number }[]) => { file: string; offset: number; size: number },
) {
  const disk = diskOf(store.files);
  const chunk = which(chunksOf(store, kind));
  hit(disk, chunk.file, chunk.offset + chunk.size - 2);
  return { disk, chunk };
}

const last = <T>(items: readonly T[]): T => items.at(-1)!;
const largest = <T extends { size: number }>(items: readonly T[]): T => items.toSorted((a, b) => b.size - a.size)[0]!;

function healthyCopy(disk: SimulatedDisk): DoctorReport {
  const copy = examine(disk, '/new');
  assert.equal(copy.damages, []);
  assert.is(copy.status, 'healthy');
  return copy;
}

test('a whole store is healthy, and counted', () => {
  const disk = diskOf(store.files);
  const report = examine(disk);
  assert.equal(report.damages, []);
  assert.is(report.status, 'healthy');
  assert.equal(
    report.tables.map(({ name, rows, segments, indexes, status }) => [
      name,
      rows,
      segments,
      indexes.map(({ entries }) => entries),
      status,
    ]),
    [
      ['public.parent', 20000, 2, [20000, 20000], 'whole'],
      ['public.child', 501, 1, [501], 'whole'],
    ],
  );
  assert.is(report.views, 1);
  assert.is(report.sequences, 2);
  assert.is(report.log?.transactions, 3);
  assert.equal([...disk.list(DIRECTORY)], [...store.files.keys()].sort(), 'nothing was written');
  assert.equal(rescue(disk).losses, []);
  healthyCopy(disk);
  const saved = answersOf(openOn(disk, {}, '/new'));
  for (const [question, answer] of last(store.states).answers) assert.is(saved.get(question), answer, question);
});

test('a damaged vector: its segment is lost, the rest is kept', () => {
  const { disk, chunk } = withDamageTo(CHUNK_VECTOR, largest);
  const report = examine(disk);
  assert.match(told(report), `${chunk.file} at ${chunk.offset}`);
  assert.is(statusOf(report, 'public.parent'), 'damaged');
  assert.is(statusOf(report, 'public.child'), 'whole');
  const saved = rescue(disk);
  assert.equal(saved.losses, [{ table: 'public.parent', rows: 16384 }]);
  assert.match(saved.brokenConstraints.join(), 'child_y_fkey');
  const copy = healthyCopy(disk);
  assert.equal(
    copy.tables.map(({ rows }) => rows),
    [20000 - 16384, 501],
  );
});

for (const kind of [CHUNK_NUMBER_NODE, CHUNK_GENERIC_NODE]) {
  test(`a damaged index node of kind ${kind}: the index is built again`, () => {
    const { disk, chunk } = withDamageTo(kind, (chunks) => chunks[0]!);
    const report = examine(disk);
    assert.match(told(report), `${chunk.file} at ${chunk.offset}`);
    assert.is(statusOf(report, 'public.parent'), 'index damaged');
    assert.equal(rescue(disk).losses, []);
    assert.equal(
      healthyCopy(disk).tables.map(({ rows }) => rows),
      [20000, 501],
    );
  });
}

test('a damaged directory of a table: the table is lost, with what the log does not have', () => {
  const { disk } = withDamageTo(CHUNK_TABLE, last);
  const report = examine(disk);
  assert.is(statusOf(report, 'public.child'), 'damaged');
  assert.is(statusOf(report, 'public.parent'), 'whole');
  assert.equal(rescue(disk).losses, [{ table: 'public.child', rows: null }]);
  assert.equal(
    healthyCopy(disk).tables.map(({ rows }) => rows),
    [20000, 2],
  );
});

test('a damaged state: an older one and the newest directories take its place', () => {
  const { disk } = withDamageTo(CHUNK_STATE, last);
  assert.match(examine(disk).notes.join(), 'an older state is used');
  assert.equal(rescue(disk).losses, []);
  assert.equal(
    healthyCopy(disk).tables.map(({ rows }) => rows),
    [20000, 501],
  );
});

test('a damaged catalog: what an older one knows is kept, and nothing else', () => {
  const { disk } = withDamageTo(CHUNK_CATALOG, last);
  const report = examine(disk);
  assert.match(report.notes.join(), 'an older catalog is used');
  rescue(disk);
  healthyCopy(disk);
});

test('a root that is damaged, cut or missing is made again, and nothing is lost', () => {
  for (const harm of ['bit', 'cut', 'missing'] as const) {
    const disk = diskOf(store.files);
    if (harm === 'bit') hit(disk, 'root', 40);
    else if (harm === 'cut') disk.truncateTo(`${DIRECTORY}/root`, 11);
    else disk.remove(`${DIRECTORY}/root`);
    assert.match(told(examine(disk)), 'root');
    assert.equal(rescue(disk).losses, []);
    assert.equal(
      healthyCopy(disk).tables.map(({ rows }) => rows),
      [20000, 501],
    );
  }
});

test('a damaged frame: the log is replayed up to it, and the rest is counted', () => {
  const disk = diskOf(store.files);
  const frames = store.witnesses.filter(({ from }) => from > 0);
  const first = frames.at(-3)!;
  hit(disk, first.file, first.to - 1);
  const report = examine(disk);
  assert.match(told(report), `${first.file} at ${first.from}`);
  assert.is(report.log?.transactionsLost, 2);
  const saved = rescue(disk);
  assert.is(saved.transactionsLost, 2);
  assert.ok(saved.logDamaged);
  assert.equal(
    healthyCopy(disk).tables.map(({ rows }) => rows),
    [20000, 500],
  );
});

test('a torn tail, orphans and unknown files are told, and are no damage', () => {
  const disk = diskOf(store.files);
  const end = last(store.witnesses).to;
  disk.corrupt(`${DIRECTORY}/${last(store.witnesses).file}`, end, 0x17);
  disk.writeFile(`${DIRECTORY}/data-00000063`, Uint8Array.from([1, 2, 3]));
  disk.writeFile(`${DIRECTORY}/notes.txt`, Uint8Array.from([1, 2, 3]));
  const report = examine(disk);
  assert.is(report.status, 'healthy', told(report));
  for (const word of ['never finished', 'data-00000063', 'notes.txt']) assert.match(report.notes.join(), word);
});

test('a missing data file is told, and what does not need it is whole', () => {
  const disk = diskOf(store.files);
  const file = largest(chunksOf(store, CHUNK_VECTOR)).file;
  disk.remove(`${DIRECTORY}/${file}`);
  const report = examine(disk);
  assert.match(told(report), `${file}: the file is missing`);
  assert.is(report.status, 'corrupt');
});

test('an index that does not agree with its table is told', () => {
  const disk = diskOf(store.files);
  const core = openOn(disk);
  const parent = core.catalog.current.userRelations().find(({ name }) => name === 'parent')!;
  const [byKey] = core.storage.table(parent.oid).indexes;
  byKey!.removeKey(5, 4);
  byKey!.insertKey(-3, 9);
  core.durable!.close();
  const report = examine(disk);
  assert.match(told(report), 'row 4 has no entry');
  assert.match(told(report), 'the entry of row 9 has another key than the row');
  assert.is(statusOf(report, 'public.parent'), 'index damaged');
  assert.equal(rescue(disk).losses, []);
  healthyCopy(disk);
});

// The commands.

function streamsOn(disk: SimulatedDisk): { streams: CommandStreams; out: string[]; err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  const into = (list: string[]) => ({ write: (text: string) => list.push(text) });
  return { streams: { out: into(out), err: into(err), files: disk, host: nodeHost }, out, err };
}

test('exit codes: 0 healthy, 2 corrupt, 1 not to be examined', async () => {
  const whole = streamsOn(diskOf(store.files));
  assert.is(await runDoctor({ dataDir: DIRECTORY }, whole.streams), 0);
  assert.match(whole.out.join(''), 'Everything is whole');
  const { disk } = withDamageTo(CHUNK_VECTOR, largest);
  const corrupt = streamsOn(disk);
  assert.is(await runDoctor({ dataDir: DIRECTORY, json: true }, corrupt.streams), 2);
  assert.is((JSON.parse(corrupt.out.join('')) as DoctorReport).status, 'corrupt');
  assert.is(await runDoctor({ dataDir: DIRECTORY, salvage: '/new' }, corrupt.streams), 2);
  assert.is(await runDoctor({ dataDir: '/new' }, corrupt.streams), 0);
  assert.is(await runDoctor({ dataDir: '/nowhere' }, whole.streams), 1);
  assert.match(whole.err.join(''), 'does not exist');
});

test('a directory in use is refused with the process', async () => {
  const disk = diskOf(store.files);
  const lock = acquireLock(disk, nodeHost, DIRECTORY);
  const used = streamsOn(disk);
  assert.is(await runDoctor({ dataDir: DIRECTORY }, used.streams), 1);
  assert.match(used.err.join(''), `PID ${process.pid}`);
  lock.release();
  assert.is(await runDoctor({ dataDir: DIRECTORY }, used.streams), 0);
});

test('an encrypted store needs its key', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);
  const sealed = buildStore(
    { name: 'sealed', before: ['create table t (a int)'], after: ['insert into t values (1)'], key: storeKey(bytes) },
    1,
  );
  const options = { files: diskOf(sealed.files), host: nodeHost, directory: DIRECTORY };
  assert.throws(() => doctorReport({ ...options, key: null }), /no key was given/);
  assert.throws(() => doctorReport({ ...options, key: storeKey(bytes.toReversed()) }), /the key is not that/);
  assert.is(doctorReport({ ...options, key: sealed.key }).status, 'healthy');
});

test('upgrade: nothing to do, newer formats refused, a step makes the next root last', async () => {
  const disk = diskOf(store.files);
  const { streams, out } = streamsOn(disk);
  assert.is(await runUpgrade({ dataDir: DIRECTORY }, streams), 0);
  assert.match(out.join(''), 'has format 1, which is the newest');
  const options = { files: disk, host: nodeHost, directory: DIRECTORY, key: null };
  const before = disk.readFile(`${DIRECTORY}/root`).slice();
  assert.throws(() => upgradeDirectory(options, [], 2), /there is no way from format 1/);
  const failing = {
    from: 1,
    to: 2,
    run: () => {
      throw new Error('no room');
    },
  };
  assert.throws(() => upgradeDirectory(options, [failing], 2), /no room/);
  assert.equal(disk.readFile(`${DIRECTORY}/root`), before);
  const next = encodeRoot(readRoot(disk, DIRECTORY)!, 2);
  const seen: string[] = [];
  disk.onStep = (step) => seen.push(JSON.stringify(step));
  const step = { from: 1, to: 2, run: () => next };
  assert.equal(upgradeDirectory(options, [step], 2), { from: 1, to: 2 });
  disk.onStep = null;
  assert.ok(
    seen.findIndex((text) => text.includes('rename')) > seen.findIndex((text) => text.includes('sync')),
    'the root is durable before it has its name',
  );
  assert.throws(() => upgradeDirectory(options), /newer version/);
  assert.throws(() => examine(disk), /newer version/);
});

test.run();
