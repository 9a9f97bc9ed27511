/**
 * ASSUME several transactions, under READ COMMITTED and REPEATABLE READ, that insert, update, delete, lock, set and roll back
 * savepoints, change the table itself, hold snapshots open, commit and abort, in a database and in forks of it.
 * DO the same on maps: the committed rows, and each transaction's own changes over the map its snapshot saw.
 * ASSERT after every step each snapshot reads its map, by scan, by row id and by every index in both directions; result codes
 * are those the maps predict; and when all have ended no undo record is left and each index has one entry a row.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type IndexDefinition, SegmentView, type Snapshot, Storage, type TableStore } from '../../src/storage/index.ts';
import {
  addColumn,
  CHANGED,
  createIndex,
  DONE,
  DUPLICATE,
  deleteRow,
  dropIndex,
  GONE,
  type Isolation,
  insertRow,
  lockRow,
  type Transaction,
  TransactionManager,
  truncateTable,
  UPDATE_LOCK,
  updateRow,
  WAIT,
} from '../../src/transaction/index.ts';
import type { Datum } from '../../src/types/type-def.ts';

/** id int (unique), v int8 (indexed), t text (indexed with v), and columns added later. */
type Row = readonly Datum[];
type Rows = Map<number, Row>;

const ascending = { compare: null, descending: false, nullsFirst: false } as const;
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
const common = { method: 'btree', nullsNotDistinct: false, deferrable: false, keyOf: null } as const;
const idIndex: IndexDefinition = {
  ...common,
  oid: 10,
  columns: [0],
  orders: [{ ...ascending, scalar: 'number' }],
  unique: true,
};
const vIndex: IndexDefinition = {
  ...common,
  oid: 11,
  columns: [1],
  orders: [{ ...ascending, scalar: 'number' }],
  unique: false,
};
const vtIndex: IndexDefinition = {
  ...common,
  oid: 12,
  columns: [1, 2],
  orders: [
    { ...ascending, scalar: 'number', descending: true },
    { ...ascending, scalar: 'text', compare: byText },
  ],
  unique: false,
};
/** Only rows with v > 2, by the length of t. */
const partialIndex: IndexDefinition = {
  ...common,
  oid: 13,
  columns: [1, 2],
  orders: [{ ...ascending, scalar: 'number' }],
  unique: false,
  keyOf: (row) => (row[1] !== null && Number(row[1]) > 2 ? [row[2] === null ? null : (row[2] as string).length] : null),
};

interface Held {
  readonly snapshot: Snapshot;
  readonly rows: Rows;
  readonly width: number;
}
interface ModelSavepoint {
  readonly name: string;
  readonly writes: Map<number, Row | null>;
  readonly indexes: readonly number[];
  readonly width: number;
  readonly locked: ReadonlySet<number>;
}
class Session {
  readonly txn: Transaction;
  /** What the repeatable-read snapshot saw, and when. */
  base: Rows | null = null;
  baseTime = 0;
  /** Own changes: null for a deleted row. */
  writes = new Map<number, Row | null>();
  locked = new Set<number>();
  readonly savepoints: ModelSavepoint[] = [];
  readonly held: Held[] = [];
  changedTable = false;
  constructor(txn: Transaction) {
    this.txn = txn;
  }
}

const TABLE = 1;

class World {
  readonly storage: Storage;
  readonly manager: TransactionManager;
  committed: Rows;
  /** Time of the last commit that changed the row. */
  readonly changedAt: Map<number, number>;
  time = 0;
  width: number;
  readonly sessions: Session[] = [];
  indexOids: number[];
  committedIndexOids: number[];
  committedWidth: number;

  constructor(storage: Storage, manager: TransactionManager, committed: Rows, indexOids: number[], width: number) {
    this.storage = storage;
    this.manager = manager;
    this.committed = committed;
    this.changedAt = new Map();
    this.indexOids = indexOids.slice();
    this.committedIndexOids = indexOids.slice();
    this.width = width;
    this.committedWidth = width;
  }

  static create(): World {
    const storage = new Storage();
    const table = storage.create(TABLE, ['int32', 'integer', 'mixed']);
    const manager = new TransactionManager();
    const txn = manager.begin();
    for (const definition of [idIndex, vIndex, vtIndex, partialIndex]) createIndex(txn, table, definition);
    manager.commit(txn);
    return new World(storage, manager, new Map(), [10, 11, 12, 13], 3);
  }

  get table(): TableStore {
    return this.storage.table(TABLE);
  }

  /** Rows as the transaction sees them now. */
  view(session: Session): Rows {
    const base = session.txn.isolation === 'read committed' ? this.committed : (session.base ?? this.committed);
    const rows = new Map(base);
    for (const [rowId, row] of session.writes) {
      if (row === null) rows.delete(rowId);
      else rows.set(rowId, row);
    }
    return rows;
  }

  statement<T>(session: Session, run: (snapshot: Snapshot, time: number) => T): T {
    if (session.txn.isolation !== 'read committed' && session.base === null) {
      session.base = new Map(this.committed);
      session.baseTime = this.time;
    }
    const snapshot = session.txn.takeSnapshot();
    const result = run(snapshot, session.txn.isolation === 'read committed' ? this.time : session.baseTime);
    session.txn.dropSnapshot(snapshot);
    return result;
  }

  /** Another transaction's uncommitted change of the row. */
  writerOf(rowId: number, but: Session): Session | undefined {
    return this.sessions.find((other) => other !== but && other.writes.has(rowId));
  }

  /** Codes a change of the row may come to, as far as the row itself is concerned. */
  judge(session: Session, rowId: number, time: number): number {
    if (this.writerOf(rowId, session) !== undefined) return WAIT;
    if (!session.writes.has(rowId) && (this.changedAt.get(rowId) ?? 0) > time) {
      return this.committed.has(rowId) ? CHANGED : GONE;
    }
    if (this.sessions.some((other) => other !== session && other.locked.has(rowId))) return WAIT;
    return DONE;
  }

  judgeKey(session: Session, rowId: number, id: Datum): number[] {
    const codes = new Set<number>();
    if (id === null) return [DONE];
    const candidates = new Set([...this.committed.keys(), ...this.sessions.flatMap((s) => [...s.writes.keys()])]);
    for (const other of candidates) {
      if (other === rowId) continue;
      const writer = this.writerOf(other, session);
      const now = writer ?? session;
      const written = now.writes.has(other) ? now.writes.get(other)! : (this.committed.get(other) ?? null);
      const before = this.committed.get(other) ?? null;
      if (writer !== undefined) {
        if ((written !== null && written[0] === id) || (before !== null && before[0] === id)) codes.add(WAIT);
      } else if (written !== null && written[0] === id) codes.add(DUPLICATE);
    }
    return codes.size === 0 ? [DONE] : [...codes];
  }

  check(): void {
    for (const session of this.sessions) {
      this.statement(session, (snapshot) => {
        checkReads(this.table, snapshot, this.view(session), this.width);
      });
      for (const held of session.held) {
        if (!session.changedTable) checkReads(this.table, held.snapshot, held.rows, held.width);
      }
    }
  }

  end(session: Session): void {
    this.sessions.splice(this.sessions.indexOf(session), 1);
  }
}

function checkReads(table: TableStore, snapshot: Snapshot, rows: Rows, width: number): void {
  const expected = [...rows]
    .map(([rowId, row]) => [rowId, ...padded(row, width)])
    .sort((a, b) => Number(a[0]) - Number(b[0]));
  assert.equal(scan(table, snapshot, width), expected, 'scan');
  const view = new SegmentView();
  for (const [rowId, row] of rows) {
    const slot = table.rowView(rowId, snapshot, [2, -1, 1], view);
    assert.ok(slot >= 0, 'row is seen');
    assert.equal([cellOf(view, 0, slot), cellOf(view, 2, slot)], [row[2], row[1]]);
  }
  for (const index of table.indexes) {
    const entries: { rowId: number; key: readonly Datum[] }[] = [];
    for (const [rowId, row] of rows) {
      const key = index.keyOf === null ? index.columns.map((column) => padded(row, width)[column]!) : index.keyOf(row);
      if (key !== null) entries.push({ rowId, key });
    }
    const one = index.definition.orders.length === 1;
    const keyOf = (key: readonly Datum[]) => (one ? key[0]! : key);
    entries.sort((a, b) => index.order.compare(keyOf(a.key), keyOf(b.key)) || a.rowId - b.rowId);
    const expectedRows = entries.map((entry) => entry.rowId);
    const cursor = index.cursor();
    cursor.open(snapshot, [], true, [], true, false);
    assert.equal(drain(cursor), expectedRows, `index ${index.oid}`);
    cursor.open(snapshot, [], true, [], true, true);
    assert.equal(drain(cursor), expectedRows.slice().reverse(), `index ${index.oid} backward`);
    for (const { key } of entries) {
      const same = entries.filter((entry) => index.order.compare(keyOf(entry.key), keyOf(key)) === 0);
      assert.is(index.find(keyOf(key), snapshot), same.length === 1 ? same[0]!.rowId : -2);
    }
  }
  assert.is(table.indexes[0]!.findNumber(777, snapshot), -1);
}

function padded(row: Row, width: number): Row {
  return row.length >= width ? row : [...row, ...new Array<Datum>(width - row.length).fill(5)];
}

function drain(cursor: ReturnType<TableStore['indexes'][number]['cursor']>): number[] {
  const rows: number[] = [];
  const out = new Float64Array(3);
  for (let n = cursor.fill(out, 3); n > 0; n = cursor.fill(out, 3)) rows.push(...out.subarray(0, n));
  return rows;
}

function cellOf(view: SegmentView, i: number, slot: number): Datum {
  return view.nulls[i]![slot] === 1 ? null : (view.data[i]![slot] as Datum);
}

function scan(table: TableStore, snapshot: Snapshot, width: number): Datum[][] {
  const view = new SegmentView();
  const columns = Array.from({ length: width }, (_, c) => c);
  const rows: Datum[][] = [];
  for (let s = 0; s < table.segments.length; s++) {
    if (!table.scanView(s, snapshot, columns, view)) continue;
    for (let i = 0; i < view.count; i++) {
      const slot = view.selection === null ? i : view.selection[i]!;
      rows.push([view.base + slot, ...columns.map((c) => cellOf(view, c, slot))]);
    }
  }
  return rows;
}

// The steps.

interface Step {
  readonly what: string;
  readonly world: number;
  readonly session: number;
  readonly row: number;
  readonly id: number | null;
  readonly v: number | bigint | null;
  readonly t: string | null;
  readonly columns: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...['begin', 'begin', 'insert', 'insert', 'insert', 'insertMany', 'update', 'update', 'update', 'update', 'delete'],
    ...['delete', 'lock', 'savepoint', 'rollbackTo', 'release', 'hold', 'letGo', 'commit', 'commit', 'abort', 'fork'],
    ...['truncate', 'addColumn', 'dropIndex', 'createIndex'],
  ),
  world: fc.nat(3),
  session: fc.nat(4),
  row: fc.nat(30),
  id: fc.option(fc.integer({ min: 0, max: 12 })),
  v: fc.option(fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.constant(2n ** 62n))),
  t: fc.option(fc.constantFrom('', 'a', 'b', 'Ω')),
  columns: fc.constantFrom([0], [1], [2], [1, 2], [0, 1, 2]),
});

function apply(worlds: World[], s: Step): void {
  const world = worlds[s.world % worlds.length]!;
  if (s.what === 'fork') {
    if (worlds.length < 3) worlds.push(forkOf(world));
    return;
  }
  if (s.what === 'begin') {
    if (world.sessions.length >= 4 || world.sessions.some((other) => other.changedTable)) return;
    const isolation: Isolation = s.row % 2 === 0 ? 'read committed' : 'repeatable read';
    world.sessions.push(new Session(world.manager.begin(isolation)));
    return;
  }
  const session = world.sessions[s.session % Math.max(1, world.sessions.length)];
  if (session !== undefined) act(world, session, s);
}

function forkOf(world: World): World {
  const copy = new World(
    world.storage.fork(),
    world.manager.fork(),
    new Map(world.committed),
    world.committedIndexOids,
    world.committedWidth,
  );
  assert.equal(copy.table.versionedSegments, 0);
  assert.equal(copy.table.rowCount, world.committed.size);
  assert.equal(copy.table.indexes.map((index) => index.oid).sort(), copy.indexOids.slice().sort());
  const session = new Session(copy.manager.begin('repeatable read'));
  copy.sessions.push(session);
  return copy;
}

function act(world: World, session: Session, s: Step): void {
  const { table } = world;
  const { txn } = session;
  switch (s.what) {
    case 'insert':
    case 'insertMany':
      world.statement(session, () => {
        const values = padded([s.what === 'insertMany' ? null : s.id, s.v, s.t], world.width);
        for (let n = s.what === 'insertMany' ? 20 : 1; n > 0; n--) {
          const expected = world.judgeKey(session, -1, values[0]!);
          const code = insertRow(txn, table, values);
          if (code >= 0) {
            assert.equal(expected, [DONE]);
            session.writes.set(code, values);
          } else assert.ok(expected.includes(code), `insert: ${code} of ${expected}`);
        }
      });
      return;
    case 'update':
    case 'delete':
    case 'lock':
      change(world, session, s);
      return;
    case 'savepoint':
      txn.savepoint(`s${s.row % 3}`);
      session.savepoints.push({
        name: `s${s.row % 3}`,
        writes: new Map(session.writes),
        indexes: world.indexOids.slice(),
        width: world.width,
        locked: new Set(session.locked),
      });
      return;
    case 'rollbackTo':
    case 'release': {
      const name = `s${s.row % 3}`;
      const at = session.savepoints.findLastIndex((savepoint) => savepoint.name === name);
      if (at < 0) {
        assert.throws(() => txn.rollbackTo(name), /does not exist/);
        return;
      }
      if (s.what === 'release') {
        txn.release(name);
        session.savepoints.length = at;
        return;
      }
      for (const held of session.held.splice(0)) txn.dropSnapshot(held.snapshot);
      txn.rollbackTo(name);
      session.savepoints.length = at + 1;
      session.writes = new Map(session.savepoints[at]!.writes);
      session.locked = new Set(session.savepoints[at]!.locked);
      world.indexOids = session.savepoints[at]!.indexes.slice();
      world.width = session.savepoints[at]!.width;
      return;
    }
    case 'hold':
      if (session.held.length < 3) {
        world.statement(session, () => {});
        const snapshot = txn.takeSnapshot();
        session.held.push({ snapshot, rows: world.view(session), width: world.width });
      }
      return;
    case 'letGo':
      if (session.held.length > 0) txn.dropSnapshot(session.held.shift()!.snapshot);
      return;
    case 'commit':
      world.time++;
      for (const [rowId, row] of session.writes) {
        if (row === null) world.committed.delete(rowId);
        else world.committed.set(rowId, row);
        world.changedAt.set(rowId, world.time);
      }
      world.committedIndexOids = world.indexOids.slice();
      world.committedWidth = world.width;
      world.manager.commit(txn);
      world.end(session);
      return;
    case 'abort':
      world.manager.abort(txn);
      world.indexOids = world.committedIndexOids.slice();
      world.width = world.committedWidth;
      world.end(session);
      return;
    default:
      if (world.sessions.length === 1) changeTable(world, session, s);
  }
}

function change(world: World, session: Session, s: Step): void {
  const { table } = world;
  const { txn } = session;
  world.statement(session, (snapshot, time) => {
    const rows = world.view(session);
    const rowIds = [...rows.keys()];
    if (rowIds.length === 0) return;
    const rowId = rowIds[s.row % rowIds.length]!;
    const expected = world.judge(session, rowId, time);
    if (s.what === 'lock') {
      const code = lockRow(txn, table, rowId, UPDATE_LOCK, snapshot);
      assert.is(code, expected);
      if (code === DONE) session.locked.add(rowId);
      return;
    }
    if (s.what === 'delete') {
      const code = deleteRow(txn, table, rowId, snapshot);
      assert.is(code, expected);
      if (code === DONE) session.writes.set(rowId, null);
      return;
    }
    const all: Row = [s.id, s.v, s.t];
    const values = s.columns.map((column) => all[column]!);
    const code = updateRow(txn, table, rowId, s.columns, values, snapshot);
    if (expected !== DONE) {
      assert.is(code, expected);
      return;
    }
    const old = rows.get(rowId)!;
    const keyCodes = s.columns.includes(0) && s.id !== old[0] ? world.judgeKey(session, rowId, s.id) : [DONE];
    assert.ok(keyCodes.includes(code), `update: ${code} of ${keyCodes}`);
    if (code !== DONE) return;
    const row = padded(old, world.width).slice();
    s.columns.forEach((column, i) => {
      row[column] = values[i]!;
    });
    session.writes.set(rowId, row);
  });
}

/** The only transaction in the world changes the table. */
function changeTable(world: World, session: Session, s: Step): void {
  const { table } = world;
  const { txn } = session;
  for (const held of session.held.splice(0)) txn.dropSnapshot(held.snapshot);
  world.statement(session, () => {});
  session.changedTable = true;
  switch (s.what) {
    case 'truncate':
      truncateTable(txn, table);
      for (const rows of [world.committed, session.base ?? world.committed, session.writes]) {
        for (const rowId of rows.keys()) session.writes.set(rowId, null);
      }
      if (s.row % 2 === 0) act(world, session, { ...s, what: 'insert' });
      return;
    case 'addColumn':
      if (world.width >= 6) return;
      addColumn(txn, table, world.width % 2 === 0 ? 'mixed' : 'integer', 5);
      world.width++;
      return;
    case 'dropIndex':
      if (!world.indexOids.includes(12)) return;
      dropIndex(txn, table, 12);
      world.indexOids = world.indexOids.filter((oid) => oid !== 12);
      return;
    default:
      if (world.indexOids.includes(12)) return;
      createIndex(txn, table, vtIndex);
      world.indexOids.push(12);
  }
}

test('transactions and forks read and write what maps predict', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 120, size: 'max' }), (steps) => {
      const worlds = [World.create()];
      for (const s of steps) {
        apply(worlds, s);
        for (const world of worlds) world.check();
      }
      for (const world of worlds) {
        for (const session of world.sessions.slice()) act(world, session, { ...steps[0]!, what: 'abort' });
        assert.is(world.manager.keptCount, 0, 'no transaction is kept');
        assert.is(world.table.versionedSegments, 0, 'no segment has versions');
        assert.is(world.table.rowLocks, null, 'no row lock is left');
        assert.is(world.table.pendingActions.length, 0);
        assert.is(world.table.rowCount, world.committed.size);
        for (const index of world.table.indexes) {
          if (index.keyOf === null) assert.is(index.size, world.committed.size, `entries of ${index.oid}`);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test.run();
