/**
 * ASSUME texts of characters inside and beyond the basic plane, bytes, and small numbers.
 * DO     cut, pad, search, replace, encode and split them.
 * ASSERT the parts make the whole, lengths are those asked for, encodings read back, and Node's own give the same.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scalarFunctions } from '../../src/functions/scalar/index.ts';
import type { PgArray } from '../../src/types/array-value.ts';

type Implementation = (...values: unknown[]) => unknown;

function named(name: string, args: string): Implementation {
  const row = scalarFunctions.find((def) => def.name === name && def.args.join(' ') === args);
  return row!.impl as Implementation;
}

const character = fc.constantFrom('a', 'b', 'B', ' ', 'é', '日', '\u{1f600}', '\u{1d4b3}', ',', '\\', "'", '"', '\n');
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
const bytes = fc.uint8Array({ maxLength: 200 });
const count = (value: string) => Array.from(value).length;

function holds(name: string, property: fc.IRawProperty<unknown>): void {
  test(name, () => void fc.assert(property as fc.IProperty<unknown>, { numRuns: 2000 }));
}

const substring = named('substring', 'text int4 int4');
const substringFrom = named('substring', 'text int4');
const left = named('left', 'text int4');
const right = named('right', 'text int4');
const lpad = named('lpad', 'text int4 text');
const rpad = named('rpad', 'text int4 text');
const reverse = named('reverse', 'text');
const position = named('strpos', 'text text') as (a: string, b: string) => number;
const replace = named('replace', 'text text text');
const splitPart = named('split_part', 'text text int4');
const toArray = named('string_to_array', 'text text') as (a: string, b: string | null) => PgArray;
const overlay = named('overlay', 'text text int4 int4');
const translate = named('translate', 'text text text');
const encode = named('encode', 'bytea text') as (a: Uint8Array, b: string) => string;
const decode = named('decode', 'text text');

holds(
  'parts make the whole',
  fc.property(text, fc.integer({ min: 0, max: 15 }), (value, at) => {
    const head = substring(value, 1, at) as string;
    assert.is(head + (substringFrom(value, at + 1) as string), value);
    assert.is(left(value, at), head);
    assert.is((left(value, -at) as string) + (at === 0 ? '' : (right(value, at) as string)), at === 0 ? '' : value);
    assert.is(overlay(value, head, 1, at), value);
    assert.is(count(head), Math.min(at, count(value)));
  }),
);

holds(
  'substring is a window over the characters',
  fc.property(text, fc.integer({ min: -5, max: 15 }), fc.integer({ min: 0, max: 15 }), (value, start, length) => {
    const characters = Array.from(value);
    const wanted = characters.filter((_, index) => index + 1 >= start && index + 1 < start + length).join('');
    assert.is(substring(value, start, length), wanted);
  }),
);

holds(
  'padding gives the length asked for',
  fc.property(text, fc.integer({ min: 0, max: 30 }), text, (value, length, fill) => {
    const padded = lpad(value, length, fill) as string;
    const wanted = count(value) >= length || fill !== '' ? length : count(value);
    assert.is(count(padded), wanted);
    assert.is(count(rpad(value, length, fill) as string), wanted);
    if (count(value) <= length) {
      assert.ok(padded.endsWith(value));
      assert.ok((rpad(value, length, fill) as string).startsWith(value));
    }
  }),
);

holds(
  'reversing twice, and a translation and its inverse',
  fc.property(text, (value) => {
    assert.is(reverse(reverse(value)), value);
    const there = translate(value, 'ab', '\u{1f601}\u{1f602}');
    assert.is(translate(there, '\u{1f601}\u{1f602}', 'ab'), value);
  }),
);

holds(
  'a position is where the part is, and the first',
  fc.property(text, text, (value, part) => {
    const at = position(value, part);
    if (at === 0) assert.not.ok(value.includes(part));
    else {
      assert.is(substring(value, at, count(part)), part);
      if (part === '') return;
      const before = substring(value, 1, at + count(part) - 2) as string;
      assert.not.ok(before.includes(part));
    }
  }),
);

holds(
  'splitting and joining',
  fc.property(text, fc.constantFrom(',', 'a', ', ', 'ab', '日'), (value, delimiter) => {
    const parts = toArray(value, delimiter).values as string[];
    assert.is(parts.join(delimiter), value);
    parts.forEach((part, index) => {
      assert.is(splitPart(value, delimiter, index + 1), part);
      assert.is(splitPart(value, delimiter, index - parts.length), part);
    });
    assert.is(splitPart(value, delimiter, parts.length + 1), '');
    assert.is(replace(value, delimiter, '|'), parts.join('|'));
    assert.equal(toArray(value, null).values, Array.from(value));
  }),
);

holds(
  'encodings read back, and are those of Node',
  fc.property(bytes, (value) => {
    for (const format of ['hex', 'base64', 'escape']) assert.equal(decode(encode(value, format), format), value);
    assert.is(encode(value, 'hex'), Buffer.from(value).toString('hex'));
    const base64 = encode(value, 'base64');
    assert.is(base64.replaceAll('\n', ''), Buffer.from(value).toString('base64'));
    assert.ok(base64.split('\n').every((line) => line.length <= 76));
  }),
);

holds(
  'digests are those of Node',
  fc.property(text, (value) => {
    assert.is(named('md5', 'text')(value), createHash('md5').update(value).digest('hex'));
    const digest = named('sha256', 'bytea')(new Uint8Array(Buffer.from(value))) as Uint8Array;
    assert.is(Buffer.from(digest).toString('hex'), createHash('sha256').update(value).digest('hex'));
  }),
);

test.run();
