/**
 * ASSUME up to four SERIALIZABLE transactions that read by key, by range and whole tables, insert, update and delete, with their
 * steps interleaved in any way; one that has to wait or meets a conflict aborts.
 * A fifth one may be READ ONLY DEFERRABLE.
 * DO run those that committed one after the other on a map, in every order.
 * ASSERT in some order each reads and changes just what it did, and the table ends the same.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SqlError } from '../../src/errors/index.ts';
import { SegmentView, type Snapshot, Storage, type TableStore } from '../../src/storage/index.ts';
import {
  createIndex,
  DONE,
  deleteRow,
  insertRow,
  type Transaction,
  TransactionManager,
  updateRow,
} from '../../src/transaction/index.ts';

type Op =
  | { readonly kind: 'key'; readonly id: number }
  | { readonly kind: 'delete'; readonly id: number }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'scan' }
  | { readonly kind: 'insert'; readonly id: number; readonly v: number }
  | { readonly kind: 'update'; readonly id: number; readonly v: number };
type Rows = Map<number, number>;

const ID = 10;
const V = 11;

function open(rows: Rows): { manager: TransactionManager; table: TableStore } {
  const manager = new TransactionManager();
  const table = new Storage().create(1, ['int32', 'int32']);
  const txn = manager.begin();
  const orders = [{ scalar: 'number', compare: null, descending: false, nullsFirst: false }] as const;
  const common = { method: 'btree', nullsNotDistinct: false, deferrable: false, keyOf: null, orders } as const;
  createIndex(txn, table, { ...common, oid: ID, columns: [0], unique: true });
  createIndex(txn, table, { ...common, oid: V, columns: [1], unique: false });
  for (const [id, v] of rows) insertRow(txn, table, [id, v]);
  manager.commit(txn);
  return { manager, table };
}

const view = new SegmentView();
const found = new Float64Array(64);

function readRow(table: TableStore, snapshot: Snapshot, rowId: number): string {
  const slot = table.rowView(rowId, snapshot, [0, 1], view);
  return `${view.data[0]![slot]}:${view.data[1]![slot]}`;
}

/** What the step gives, or null when the transaction has to abort. */
function perform(txn: Transaction, table: TableStore, op: Op): string | null {
  const snapshot = txn.takeSnapshot();
  try {
    return performIn(txn, table, op, snapshot);
  } finally {
    txn.dropSnapshot(snapshot);
  }
}

function performIn(txn: Transaction, table: TableStore, op: Op, snapshot: Snapshot): string | null {
  switch (op.kind) {
    case 'scan': {
      const rows: string[] = [];
      const segments = table.beginScan(snapshot);
      for (let s = 0; s < segments; s++) {
        if (!table.scanView(s, snapshot, [0, 1], view)) continue;
        for (let i = 0; i < view.count; i++) {
          const slot = view.selection === null ? i : view.selection[i]!;
          rows.push(`${view.data[0]![slot]}:${view.data[1]![slot]}`);
        }
      }
      return rows.sort().join();
    }
    case 'range': {
      const cursor = table.index(V).cursor();
      cursor.open(snapshot, [op.low], true, [op.high], false, false);
      const n = cursor.fill(found, 64);
      return Array.from(found.slice(0, n), (rowId) => readRow(table, snapshot, rowId))
        .sort()
        .join();
    }
    case 'insert':
      return insertRow(txn, table, [op.id, op.v]) >= 0 ? 'inserted' : null;
    default: {
      const rowId = table.index(ID).findNumber(op.id, snapshot);
      if (rowId < 0) return 'none';
      if (op.kind === 'key') return readRow(table, snapshot, rowId);
      const code =
        op.kind === 'delete'
          ? deleteRow(txn, table, rowId, snapshot)
          : updateRow(txn, table, rowId, [1], [op.v], snapshot);
      return code === DONE ? 'done' : null;
    }
  }
}

function performOn(rows: Rows, op: Op): string {
  switch (op.kind) {
    case 'scan':
      return [...rows]
        .map(([id, v]) => `${id}:${v}`)
        .sort()
        .join();
    case 'range':
      return [...rows]
        .filter(([, v]) => v >= op.low && v < op.high)
        .map(([id, v]) => `${id}:${v}`)
        .sort()
        .join();
    case 'key':
      return rows.has(op.id) ? `${op.id}:${rows.get(op.id)}` : 'none';
    case 'insert':
      if (rows.has(op.id)) return 'duplicate';
      rows.set(op.id, op.v);
      return 'inserted';
    case 'update':
      if (!rows.has(op.id)) return 'none';
      rows.set(op.id, op.v);
      return 'done';
    case 'delete':
      return rows.delete(op.id) ? 'done' : 'none';
  }
}

interface Run {
  readonly txn: Transaction;
  readonly ops: Op[];
  readonly results: string[];
  outcome: 'active' | 'committed' | 'aborted';
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}

const id = fc.nat(4);
const v = fc.nat(5);
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ kind: fc.constant('key' as const), id }),
  fc.record({ kind: fc.constant('delete' as const), id }),
  fc.record({ kind: fc.constant('range' as const), low: v, high: v }),
  fc.constant({ kind: 'scan' as const }),
  fc.record({ kind: fc.constant('insert' as const), id, v }),
  fc.record({ kind: fc.constant('update' as const), id, v }),
);
const step = fc.record({ who: fc.nat(3), op: fc.option(op, { freq: 4 }) });
const initial = fc.uniqueArray(fc.tuple(id, v), { selector: (row) => row[0], maxLength: 4 });

/** A reader that is READ ONLY DEFERRABLE: from the step on at which it asks, it waits for a snapshot that is safe. */
class DeferrableReader {
  readonly run: Run;
  private readonly manager: TransactionManager;
  private watch: ReturnType<TransactionManager['watchForSafety']> | null = null;

  constructor(manager: TransactionManager) {
    this.manager = manager;
    this.run = { txn: manager.begin('serializable'), ops: [], results: [], outcome: 'active' };
  }

  /** Reads, and commits, as soon as it may. */
  look(table: TableStore): void {
    const { run, manager } = this;
    while (run.outcome === 'active') {
      this.watch ??= manager.watchForSafety(run.txn, () => true);
      if (this.watch.next() !== null) return;
      manager.watches.delete(this.watch);
      if (this.watch.unsafe) run.txn.giveUpSnapshot();
      else {
        run.ops.push({ kind: 'scan' });
        run.results.push(perform(run.txn, table, { kind: 'scan' })!);
        manager.commit(run.txn);
        run.outcome = 'committed';
      }
      this.watch = null;
    }
  }
}

/** `readsFrom`: the step at which a deferrable reader asks for its snapshot; null: there is none. */
function runAll(
  rows: Rows,
  steps: readonly { readonly who: number; readonly op: Op | null }[],
  readsFrom: number | null = null,
) {
  const { manager, table } = open(rows);
  const runs: Run[] = [0, 1, 2, 3].map(() => ({
    txn: manager.begin('serializable'),
    ops: [],
    results: [],
    outcome: 'active',
  }));
  const finish = (run: Run): void => {
    try {
      manager.commit(run.txn);
      run.outcome = 'committed';
    } catch (error) {
      assert.is((error as SqlError).code, '40001');
      manager.abort(run.txn);
      run.outcome = 'aborted';
    }
  };
  const reader = readsFrom === null ? null : new DeferrableReader(manager);
  for (const [i, { who, op: next }] of steps.entries()) {
    if (readsFrom !== null && i >= readsFrom) reader!.look(table);
    const run = runs[who]!;
    if (run.outcome !== 'active') continue;
    if (next === null) {
      finish(run);
      continue;
    }
    const result = perform(run.txn, table, next);
    if (result === null) {
      manager.abort(run.txn);
      run.outcome = 'aborted';
    } else {
      run.ops.push(next);
      run.results.push(result);
    }
  }
  for (const run of runs) if (run.outcome === 'active') finish(run);
  if (reader !== null) {
    reader.look(table);
    runs.push(reader.run);
  }
  assert.is(manager.watches.size, 0);
  assert.is(manager.history.size, 0, 'nothing is kept when all have ended');
  const last = manager.begin();
  const final = perform(last, table, { kind: 'scan' })!;
  manager.commit(last);
  return { runs, final };
}

test('what committed could have run one after the other', () => {
  fc.assert(
    fc.property(initial, fc.array(step, { maxLength: 24, size: 'max' }), (initialRows, steps) => {
      holds(initialRows, steps, null);
    }),
    { numRuns: 3000 },
  );
});

test('a deferrable reader among them never fails, and reads what some order has', () => {
  fc.assert(
    fc.property(initial, fc.array(step, { maxLength: 24, size: 'max' }), fc.nat(24), (initialRows, steps, at) => {
      assert.is(holds(initialRows, steps, at).at(-1)!.outcome, 'committed');
    }),
    { numRuns: 1500 },
  );
});

function holds(
  initialRows: [number, number][],
  steps: { who: number; op: Op | null }[],
  readsFrom: number | null,
): readonly Run[] {
  const { runs, final } = runAll(new Map(initialRows), steps, readsFrom);
  const committed = runs.filter((run) => run.outcome === 'committed');
  const serial = permutations(committed).some((order) => {
    const rows: Rows = new Map(initialRows);
    for (const run of order) {
      for (let i = 0; i < run.ops.length; i++) if (performOn(rows, run.ops[i]!) !== run.results[i]) return false;
    }
    return performOn(rows, { kind: 'scan' }) === final;
  });
  assert.ok(serial, 'no serial order explains it');
  return runs;
}

/** Outcomes of the four transactions, in order, as letters. */
function outcomes(
  rows: readonly (readonly [number, number])[],
  script: readonly (readonly [number, Op | null])[],
): string {
  const { runs } = runAll(
    new Map(rows),
    script.map(([who, next]) => ({ who, op: next })),
  );
  return runs
    .filter((run) => run.ops.length > 0)
    .map((run) => run.outcome[0])
    .join('');
}

const black = [
  [1, 0],
  [2, 1],
] as const;

test('of a write skew one commits', () => {
  const script = [
    [0, { kind: 'scan' }],
    [1, { kind: 'scan' }],
    [0, { kind: 'update', id: 1, v: 1 }],
    [1, { kind: 'update', id: 2, v: 0 }],
    [0, null],
    [1, null],
  ] as const;
  assert.is(outcomes(black, script), 'ca');
});

test('one dependency alone does no harm', () => {
  const script = [
    [0, { kind: 'key', id: 1 }],
    [1, { kind: 'update', id: 1, v: 7 }],
    [1, null],
    [0, { kind: 'update', id: 2, v: 7 }],
    [0, null],
  ] as const;
  assert.is(outcomes(black, script), 'cc');
});

test('writers of separate keys found by index do not disturb each other', () => {
  const script = [
    [0, { kind: 'update', id: 1, v: 7 }],
    [1, { kind: 'update', id: 2, v: 7 }],
    [0, null],
    [1, null],
  ] as const;
  assert.is(outcomes(black, script), 'cc');
});

test('a reader can make the anomaly: deposit report', () => {
  // 0 reads the receipts' batch and inserts a receipt; 1 closes the batch; 2 reports after 1 closed, before 0 commits.
  const script = [
    [0, { kind: 'key', id: 1 }],
    [1, { kind: 'update', id: 1, v: 2 }],
    [1, null],
    [2, { kind: 'scan' }],
    [2, null],
    [0, { kind: 'insert', id: 4, v: 9 }],
    [0, null],
  ] as const;
  assert.is(outcomes(black, script), 'acc');
});

test.run();
