/**
 * ASSUME any scalar of any type, and arrays of them up to three dimensions with any lower bounds and nulls.
 * DO     output, then input.
 * ASSERT the value is back: the same scalar, and the same text when written again.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PgArray } from '../../src/types/array-value.ts';
import { formatJsonb } from '../../src/types/json/jsonb-text.ts';
import { compareJsonb, Jsonb } from '../../src/types/json/jsonb-value.ts';
import { parseNumeric } from '../../src/types/numeric-text.ts';
import { Numeric } from '../../src/types/numeric-value.ts';
import { PgMultirange, PgRange } from '../../src/types/ranges/range-value.ts';
import { defaultTextContext, typeByName, typeByOid } from '../../src/types/registry.ts';
import { formatTsQuery } from '../../src/types/textsearch/tsquery-text.ts';
import { TsQuery } from '../../src/types/textsearch/tsquery-value.ts';
import { compareTsVectors, TsVector } from '../../src/types/textsearch/tsvector-value.ts';
import type { Datum, TypeDef } from '../../src/types/type-def.ts';
import { scalars } from './type-arbitraries.ts';

const context = defaultTextContext;

function same(a: Datum, b: Datum): boolean {
  if (a instanceof Numeric && b instanceof Numeric) return a.toString() === b.toString();
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (a instanceof PgRange && b instanceof PgRange)
    return typeByOid(a.rangeType)!.compare!(a as never, b as never) === 0;
  if (a instanceof PgMultirange && b instanceof PgMultirange) {
    return typeByOid(a.multirangeType)!.compare!(a as never, b as never) === 0;
  }
  if (a instanceof TsVector && b instanceof TsVector) return compareTsVectors(a, b) === 0;
  if (a instanceof TsQuery && b instanceof TsQuery) return formatTsQuery(a) === formatTsQuery(b);
  if (a instanceof Jsonb && b instanceof Jsonb) return compareJsonb(a, b) === 0 && formatJsonb(a) === formatJsonb(b);
  // Addresses and figures: the same class with the same numbers.
  if (a instanceof Object && b instanceof Object) return isDeepStrictEqual(a, b);
  return Object.is(a, b);
}

function readsBack(type: TypeDef, value: NonNullable<Datum>): void {
  const written = type.output(value, context);
  const back = type.input(written, -1, context);
  assert.ok(same(back, value), `${type.name}: ${written} reads as ${String(back)}`);
}

for (const [name, arbitrary] of Object.entries(scalars)) {
  test(name, () => {
    void fc.assert(
      fc.property(arbitrary, (value) => readsBack(typeByName(name)!, value)),
      { numRuns: 300 },
    );
  });

  test(`${name}[]`, () => {
    const type = typeByName(`_${name}`)!;
    const dims = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
    const array = dims.chain((lengths) => {
      const size = lengths.reduce((product, length) => product * length, 1);
      return fc.tuple(
        fc.constant(lengths),
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: lengths.length, maxLength: lengths.length }),
        fc.array(fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: fc.constant(null) }), {
          minLength: size,
          maxLength: size,
        }),
      );
    });
    void fc.assert(
      fc.property(array, ([lengths, bounds, values]) => {
        const value = new PgArray(type.elementOid, lengths, bounds, values);
        const written = type.output(value, context);
        const back = type.input(written, -1, context) as PgArray;
        assert.equal(back.dims, lengths, written);
        assert.equal(back.lowerBounds, bounds, written);
        back.values.forEach((item, i) => {
          assert.ok(same(item, values[i]!), written);
        });
      }),
      { numRuns: 100 },
    );
  });
}

test('bytea in escape form', () => {
  const escaping = { ...context, byteaOutput: 'escape' as const };
  const bytea = typeByName('bytea')!;
  void fc.assert(
    fc.property(fc.uint8Array(), (value) => {
      const written = bytea.output(value, escaping);
      assert.match(written, /^[\x20-\x7e]*$/);
      // Text that starts with \x would be hex; the escape form writes a backslash twice.
      assert.ok(same(bytea.input(written, -1, escaping), value));
    }),
  );
});

/** Exactly, as numeric. */
function exactly(value: number): Numeric {
  let mantissa = value;
  let halvings = 0;
  for (; !Number.isInteger(mantissa); mantissa *= 2) halvings++;
  return new Numeric(BigInt(mantissa) * 5n ** BigInt(halvings), halvings);
}

test('no shorter decimal than a float’s output stands for it, unless halfway to the next float', () => {
  for (const [name, toFloat, fractionBits] of [
    ['float8', (x: number) => x, 52],
    ['float4', Math.fround, 23],
  ] as const) {
    const type = typeByName(name)!;
    const ordinary = scalars[name]!.filter(
      (value) => Math.abs(value as number) > 1e-30 && Math.abs(value as number) < 1e38,
    );
    void fc.assert(
      fc.property(ordinary, (scalar) => {
        const value = scalar as number;
        const written = type.output(value, context);
        const digits = written.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
        if (digits === 1) return;
        const shorter = value.toPrecision(digits - 1);
        if (toFloat(Number(shorter)) !== value) return;
        const step = exactly(2 ** (Math.floor(Math.log2(Math.abs(value))) - fractionBits));
        const distance = parseNumeric(shorter).subtract(exactly(value)).abs();
        assert.ok(distance.add(distance).equals(step), `${written} could be ${shorter}`);
      }),
      { numRuns: 2000 },
    );
  }
});

test.run();
