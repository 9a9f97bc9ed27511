/**
 * ASSUME any three scalars of a type.
 * DO     compare and hash them; ask the comparison operators of the type.
 * ASSERT compare is antisymmetric and transitive, equal values hash alike, and the six operators say what compare says.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { comparisonOperator, findOperator, functionByOid } from '../../src/functions/registry.ts';
import { PgArray } from '../../src/types/array-value.ts';
import { typeByName } from '../../src/types/registry.ts';
import { compareText } from '../../src/types/text-order.ts';
import type { DatumValue, TypeDef } from '../../src/types/type-def.ts';
import { scalars, text } from './type-arbitraries.ts';

const arrays = Object.entries(scalars).map(([name, element]) => {
  const type = typeByName(`_${name}`)!;
  const values = fc.array(fc.oneof({ weight: 4, arbitrary: element }, { weight: 1, arbitrary: fc.constant(null) }), {
    maxLength: 3,
  });
  return [`_${name}`, values.map((items): DatumValue => PgArray.of(type.elementOid, items))] as const;
});

/** The operator's function as generated code calls it. */
function operator(
  type: TypeDef,
  name: '<' | '<=' | '=' | '>=' | '>' | '<>',
): (a: DatumValue, b: DatumValue) => unknown {
  const equality = comparisonOperator(type.oid, '=')!;
  const row = name === '<>' ? findOperator('<>', equality.left, equality.right)! : comparisonOperator(type.oid, name)!;
  const def = functionByOid(row.proc)!;
  if (def.kind !== 'scalar') throw new Error(`${def.name} is not scalar`);
  const impl = def.impl as (...args: unknown[]) => unknown;
  const info = { argTypes: [type.oid, type.oid], resultType: 16 };
  return def.callInfo ? (a, b) => impl(info, a, b) : impl;
}

for (const [name, arbitrary] of [...Object.entries(scalars), ...arrays]) {
  const type = typeByName(name)!;
  if (type.compare === null) continue;
  const compare = type.compare as (a: DatumValue, b: DatumValue) => number;
  const hash = type.hash as ((value: DatumValue) => number) | null;

  test(name, () => {
    const tests = {
      '<': operator(type, '<'),
      '<=': operator(type, '<='),
      '=': operator(type, '='),
      '>=': operator(type, '>='),
      '>': operator(type, '>'),
      '<>': operator(type, '<>'),
    };
    void fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        const order = Math.sign(compare(a, b));
        assert.is(Math.sign(compare(b, a)) + order, 0);
        assert.is(compare(a, a), 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
        if (hash !== null) {
          assert.ok(Number.isInteger(hash(a)) && hash(a) === (hash(a) | 0));
          if (order === 0) assert.is(hash(a), hash(b));
        }
        assert.is(tests['<'](a, b), order < 0);
        assert.is(tests['<='](a, b), order <= 0);
        assert.is(tests['='](a, b), order === 0);
        assert.is(tests['>='](a, b), order >= 0);
        assert.is(tests['>'](a, b), order > 0);
        assert.is(tests['<>'](a, b), order !== 0);
      }),
      { numRuns: 300 },
    );
  });
}

test('text order is code-point order', () => {
  const points = (value: string) => Array.from(value, (char) => char.codePointAt(0)!);
  const byPoints = (a: string, b: string) => {
    const [left, right] = [points(a), points(b)];
    const at = left.findIndex((point, i) => point !== right[i]);
    if (at < 0) return left.length - right.length;
    return at >= right.length ? 1 : left[at]! - right[at]!;
  };
  const wellFormed = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 4 }));
  void fc.assert(
    fc.property(wellFormed, wellFormed, (a, b) => assert.is(Math.sign(compareText(a, b)), Math.sign(byPoints(a, b)))),
    { numRuns: 2000 },
  );
  assert.ok(compareText('\uffff', '\u{10000}') < 0);
});

test('integers of different widths hash alike', () => {
  void fc.assert(
    fc.property(fc.integer({ min: -32768, max: 32767 }), (value) => {
      const hashes = ['int2', 'int4', 'int8'].map((name) => typeByName(name)!.hash!(value as never));
      assert.is(hashes[0], hashes[1]);
      assert.is(hashes[1], hashes[2]);
    }),
  );
});

test.run();
