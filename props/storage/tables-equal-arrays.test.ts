/**
 * ASSUME runs of inserts, updates and deletes that fill several segments, widen vectors, empty segments and fill them again, each
 * committed or rolled back, with forks between.
 * DO the same on an array of rows by row id.
 * ASSERT scans, point reads and zone maps agree with the array, on every fork; deleted room is used again.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_NULLS, SEGMENT_SIZE, SegmentView, Storage, type TableStore } from '../../src/storage/index.ts';
import {
  createIndex,
  DONE,
  deleteRow,
  insertRow,
  type Transaction,
  TransactionManager,
  updateRow,
} from '../../src/transaction/index.ts';
import type { Datum } from '../../src/types/type-def.ts';

const KINDS = ['bool', 'int32', 'float64', 'integer', 'mixed'] as const;
const number = { compare: null, descending: false, nullsFirst: false, scalar: 'number' } as const;

function rowOf(n: number): Datum[] {
  return [
    n % 5 === 0 ? null : n % 2,
    n % 7 === 0 ? null : (n * 7919) % 1000,
    n % 11 === 0 ? NaN : n / 4,
    n % 4001 === 4000 ? 2n ** 60n + BigInt(n) : n * 2 ** 20,
    n % 3 === 0 ? null : `t${n}`,
  ];
}

interface Run {
  readonly what: 'insert' | 'update' | 'delete' | 'fork';
  readonly from: number;
  readonly length: number;
  readonly step: number;
  readonly commit: boolean;
}
const run: fc.Arbitrary<Run> = fc.record({
  what: fc.constantFrom('insert', 'insert', 'insert', 'update', 'delete', 'delete', 'fork'),
  from: fc.nat(40_000),
  length: fc.constantFrom(1, 5, 17, 300, 5000, 17_000, 40_000),
  step: fc.constantFrom(1, 1, 2, 3),
  commit: fc.boolean(),
});

class Side {
  readonly storage: Storage;
  readonly manager: TransactionManager;
  readonly rows: Map<number, Datum[]>;
  constructor(storage: Storage, manager: TransactionManager, rows: Map<number, Datum[]>) {
    this.storage = storage;
    this.manager = manager;
    this.rows = rows;
  }
  get table(): TableStore {
    return this.storage.table(1);
  }

  apply(step: Run, serial: number): void {
    const txn = this.manager.begin();
    const rows = step.commit ? this.rows : new Map(this.rows);
    if (step.what === 'insert') this.insert(txn, rows, step, serial);
    else this.change(txn, rows, step, serial);
    if (step.commit) this.manager.commit(txn);
    else this.manager.abort(txn);
  }

  private insert(txn: Transaction, rows: Map<number, Datum[]>, step: Run, serial: number): void {
    for (let i = 0; i < step.length; i++) {
      const row = rowOf(serial + i);
      const rowId = insertRow(txn, this.table, row);
      assert.not(rows.has(rowId));
      rows.set(rowId, row);
    }
  }

  private change(txn: Transaction, rows: Map<number, Datum[]>, step: Run, serial: number): void {
    const snapshot = txn.takeSnapshot();
    const rowIds = [...rows.keys()];
    for (let i = step.from; i < Math.min(rowIds.length, step.from + step.length * step.step); i += step.step) {
      const rowId = rowIds[i]!;
      if (step.what === 'delete') {
        assert.is(deleteRow(txn, this.table, rowId, snapshot), DONE);
        rows.delete(rowId);
        continue;
      }
      const values = rowOf(serial + i);
      assert.is(updateRow(txn, this.table, rowId, [3, 1], [values[3]!, values[1]!], snapshot), DONE);
      const row = rows.get(rowId)!.slice();
      row[3] = values[3]!;
      row[1] = values[1]!;
      rows.set(rowId, row);
    }
  }

  check(): void {
    const { table } = this;
    const txn = this.manager.begin();
    const snapshot = txn.takeSnapshot();
    const view = new SegmentView();
    let seen = 0;
    for (let s = 0; s < table.segments.length; s++) {
      const some = table.scanView(s, snapshot, [0, 1, 2, 3, 4], view);
      assert.is(some, view.count > 0);
      const segment = table.segments[s]!;
      const zones = [0, 1, 2, 3].map((column) => segment.zone(column));
      for (let i = 0; i < view.count; i++) {
        const slot = view.selection === null ? i : view.selection[i]!;
        const row = this.rows.get(view.base + slot);
        if (row === undefined) throw new Error(`row ${view.base + slot} is not there`);
        seen++;
        for (let c = 0; c < 5; c++) {
          const value = view.nulls[c]![slot] === 1 ? null : (view.data[c]![slot] as Datum);
          if (!Object.is(value, row[c]) && value !== row[c]) throw new Error(`${c}: ${value} is not ${row[c]}`);
          if (c === 4) continue;
          const zone = zones[c]!;
          if (value === null) assert.ok(zone.nullCount > 0 && view.nulls[c] !== NO_NULLS);
          else if (typeof value !== 'bigint' && !Number.isNaN(value)) {
            if (zone.max < +value || zone.min > +value) throw new Error(`zone of ${c} leaves out ${value}`);
          } else assert.ok(Number.isNaN(zone.min) && Number.isNaN(zone.max));
        }
      }
    }
    assert.is(seen, this.rows.size);
    assert.is(table.rowCount, this.rows.size);
    assert.is(table.versionedSegments, 0);
    assert.is(table.indexes[0]!.size, this.rows.size);
    assert.is(table.indexes[1]!.size, this.rows.size);
    for (const [rowId, row] of [...this.rows].slice(0, 50)) {
      const slot = table.rowView(rowId, snapshot, [4], view);
      assert.is(view.nulls[0]![slot] === 1 ? null : view.data[0]![slot], row[4]);
    }
    this.manager.commit(txn);
  }

  fork(): Side {
    return new Side(this.storage.fork(), this.manager.fork(), new Map(this.rows));
  }
}

function create(): Side {
  const storage = new Storage();
  const manager = new TransactionManager();
  const table = storage.create(1, KINDS);
  const txn = manager.begin();
  const common = { method: 'btree', unique: false, nullsNotDistinct: false, deferrable: false, keyOf: null } as const;
  createIndex(txn, table, { ...common, oid: 2, columns: [1], orders: [number] });
  createIndex(txn, table, { ...common, oid: 3, columns: [3, 1], orders: [number, number] });
  manager.commit(txn);
  return new Side(storage, manager, new Map());
}

test('tables and their forks hold what arrays hold', () => {
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 14, size: 'max' }), (runs) => {
      const sides = [create()];
      let serial = 1;
      runs.forEach((step, i) => {
        const side = sides[i % sides.length]!;
        if (step.what !== 'fork') side.apply(step, serial);
        else if (sides.length < 3) sides.push(side.fork());
        serial += step.length;
      });
      for (const side of sides) side.check();
    }),
    { numRuns: 20 },
  );
});

test('room of deleted rows is used again', () => {
  const side = create();
  const fill: Run = { what: 'insert', from: 0, length: SEGMENT_SIZE, step: 1, commit: true };
  side.apply(fill, 1);
  for (let round = 0; round < 20; round++) {
    side.apply({ ...fill, what: 'delete', length: SEGMENT_SIZE / 2, step: round % 2 === 0 ? 1 : 2 }, 0);
    side.apply({ ...fill, length: SEGMENT_SIZE / 2 }, 1 + round * SEGMENT_SIZE);
  }
  side.check();
  assert.ok(side.table.segments.length <= 2, `${side.table.segments.length} segments`);
  side.apply({ ...fill, what: 'delete', length: SEGMENT_SIZE * 2 }, 0);
  side.check();
  assert.ok(side.table.segments.every((segment) => segment.count === 0));
});

test('zones are exact once refreshed', () => {
  const side = create();
  const txn = side.manager.begin();
  const rowIds = [5, -3, 900].map((n) => insertRow(txn, side.table, [1, n, 0.5, 1, 'x']));
  side.manager.commit(txn);
  const second = side.manager.begin();
  const snapshot = second.takeSnapshot();
  assert.is(deleteRow(second, side.table, rowIds[2]!, snapshot), DONE);
  side.manager.commit(second);
  const segment = side.table.segments[0]!;
  assert.equal(segment.zone(1), { min: -3, max: 900, nullCount: 0, rowCount: 3 });
  segment.refreshZones();
  assert.equal(segment.zone(1), { min: -3, max: 5, nullCount: 0, rowCount: 3 });
});

test.run();
