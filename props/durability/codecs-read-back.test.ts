/**
 * ASSUME any value of any type, arrays and records of them; vectors of any kind with any nulls, whole or in part.
 * DO write, then read. ASSERT what was written is back, and nothing is left over; bytes that were cut or changed give DecodeError or
 * some other value, and never another error.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ObjectReader, ObjectWriter } from '../../src/catalog/object-codec.ts';
import { ByteReader, ByteWriter, DecodeError } from '../../src/common/index.ts';
import { readVector, vectorSteps, writeVector } from '../../src/durability/vector-codec.ts';
import {
  type ColumnArray,
  KIND_BOOL,
  KIND_FLOAT64,
  KIND_INT32,
  KIND_INTEGER,
  KIND_MIXED,
  NO_NULLS,
} from '../../src/storage/layout.ts';
import { PgArray } from '../../src/types/array-value.ts';
import { readDatum, writeDatum } from '../../src/types/datum-codec.ts';
import type { JsonPath } from '../../src/types/jsonpath/json-path.ts';
import { parseJsonPath } from '../../src/types/jsonpath/parse.ts';
import { PgRecord } from '../../src/types/record-value.ts';
import type { Datum } from '../../src/types/type-def.ts';
import { scalars } from '../types/type-arbitraries.ts';

const datum: fc.Arbitrary<Datum> = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.bigInt(),
  fc.maxSafeInteger(),
  ...Object.values(scalars),
  fc.array(fc.oneof(fc.constant(null), fc.maxSafeInteger()), { maxLength: 5 }).map((values) => PgArray.of(23, values)),
  fc.array(fc.string(), { maxLength: 5 }).map(
    (values) =>
      new PgRecord(
        values.map(() => 25),
        values,
      ),
  ),
);

function written(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter(4);
  write(out);
  return Uint8Array.from(out.bytes);
}

function readsBack<T>(bytes: Uint8Array, read: (input: ByteReader) => T, value: T): void {
  const input = new ByteReader(bytes);
  assert.equal(read(input), value);
  assert.ok(input.atEnd, 'nothing is left over');
}

test('values', () => {
  void fc.assert(
    fc.property(datum, (value) =>
      readsBack(
        written((out) => writeDatum(out, value)),
        (input) => readDatum(input),
        value,
      ),
    ),
    { numRuns: 3000 },
  );
});

test('minus zero, NaN and the ends of the numbers', () => {
  for (const value of [0, -0, Number.NaN, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 53, -1, Number.MIN_VALUE, -Infinity]) {
    const back = readDatum(new ByteReader(written((out) => writeDatum(out, value))));
    assert.ok(Object.is(back, value), String(value));
  }
});

test('paths whose normal form would read as another path, or as none', () => {
  const nested = `${'1 + ('.repeat(100)}$${')'.repeat(100)}`;
  for (const text of ['1 + (2 * 3).type()', '(-$).abs() + 1', '($.a == 1).type()', '(exists($)).type()', nested]) {
    const path = parseJsonPath(text);
    const back = readDatum(new ByteReader(written((out) => writeDatum(out, path)))) as JsonPath;
    assert.equal(back.root, path.root, text);
    assert.is(back.text, path.text);
  }
});

test('catalog objects', () => {
  const plain = fc.object({ values: [fc.string(), fc.maxSafeInteger(), fc.constant(null), fc.boolean(), fc.bigInt()] });
  void fc.assert(
    fc.property(plain, (value) => {
      // Names of properties like these are no part of descriptors.
      fc.pre(!JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? '' : item)).includes('__proto__'));
      readsBack(
        written((out) => new ObjectWriter(out).write(value)),
        (input) => new ObjectReader(input).read(),
        value as unknown,
      );
    }),
    { numRuns: 500 },
  );
});

const numbers = fc.oneof(
  fc.array(fc.integer({ min: -100, max: 100 })),
  fc.array(fc.integer()),
  fc.array(fc.double()),
  fc.array(fc.maxSafeInteger()),
);

interface VectorCase {
  readonly kind: number;
  readonly data: ColumnArray;
}
const vector: fc.Arbitrary<VectorCase> = fc.oneof(
  fc.array(fc.boolean()).map((values) => ({ kind: KIND_BOOL, data: Uint8Array.from(values, Number) })),
  fc.array(fc.integer()).map((values) => ({ kind: KIND_INT32, data: Int32Array.from(values) })),
  numbers.map((values) => ({ kind: KIND_FLOAT64, data: Float64Array.from(values) })),
  numbers.map((values) => ({ kind: KIND_INTEGER, data: Float64Array.from(values) })),
  fc.array(fc.string({ unit: 'binary' })).map((data) => ({ kind: KIND_MIXED, data })),
  fc.array(fc.string({ maxLength: 40 })).map((data) => ({ kind: KIND_MIXED, data })),
  fc.array(datum).map((data) => ({ kind: KIND_MIXED, data })),
);

test('vectors', () => {
  void fc.assert(
    fc.property(vector, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), fc.nat(5), ({ kind, data }, bits, skip) => {
      const nulls = Uint8Array.from(data, (value) => (value === null || bits.next().value === 0 ? 1 : 0));
      const from = Math.min(skip, data.length);
      const count = data.length - from;
      const bytes = written((out) => writeVector(out, kind, data, nulls.includes(1) ? nulls : NO_NULLS, from, count));
      const back = readVector(new ByteReader(bytes), count + 3);
      assert.is(back.count, count);
      for (let i = 0; i < count; i++) {
        assert.is(back.nulls[i] === 1, nulls[from + i] === 1, `null at ${i}`);
        if (nulls[from + i] === 0) assert.equal(back.data[i], data[from + i]);
      }
    }),
    { numRuns: 1500 },
  );
});

test('vectors of many values, written in steps', () => {
  const counts = [0, 1, 4095, 4096, 4097, 8192, 16_384];
  const makers: Readonly<Record<string, (i: number, count: number) => Datum>> = {
    ascii: (i) => `text ${i}`,
    'not ascii at the end': (i, count) => (i === count - 1 ? 'é𝒳' : `text ${i}`),
    'not ascii throughout': (i) => 'äß𝒳'.repeat(i % 4),
    'some nulls': (i) => (i % 3 === 0 ? null : `text ${i}`),
    'all nulls': () => null,
    mixed: (i) => (i === 5000 ? PgArray.of(23, [i]) : `text ${i}`),
  };
  for (const [name, make] of Object.entries(makers)) {
    for (const count of counts) {
      const data = Array.from({ length: count }, (_, i) => make(i, count));
      const nulls = data.includes(null) ? Uint8Array.from(data, (value) => (value === null ? 1 : 0)) : NO_NULLS;
      let pauses = 0;
      const bytes = written((out) => {
        for (const _ of vectorSteps(out, KIND_MIXED, data, nulls, count)) pauses++;
      });
      assert.equal(
        bytes,
        written((out) => writeVector(out, KIND_MIXED, data, nulls, 0, count)),
        `${name}, ${count}`,
      );
      assert.equal(readVector(new ByteReader(bytes)).data, data, `${name}, ${count}`);
      const isPlain = name === 'mixed' ? count <= 5000 : name !== 'all nulls';
      assert.is(pauses > 0, count > 4096 && isPlain, `${name}, ${count}: ${pauses} pauses`);
    }
  }
});

test('damaged bytes', () => {
  void fc.assert(
    fc.property(vector, fc.nat(), fc.nat(255), fc.boolean(), ({ kind, data }, at, value, isCut) => {
      const bytes = written((out) => writeVector(out, kind, data, NO_NULLS, 0, data.length));
      const place = at % bytes.length;
      const damaged = isCut ? bytes.slice(0, place) : Uint8Array.from(bytes, (byte, i) => (i === place ? value : byte));
      try {
        readVector(new ByteReader(damaged));
      } catch (error) {
        assert.instance(error, DecodeError);
      }
    }),
    { numRuns: 3000 },
  );
});

test.run();
