/** Texts of values and messages of errors, as a PostgreSQL 15 with C locale answered. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { defaultTextContext, formatType, typeByName } from '../../src/types/registry.ts';

const context = defaultTextContext;

function output(type: string, text: string): string {
  const def = typeByName(type)!;
  return def.output(def.input(text, -1, context), context);
}

function failure(type: string, text: string): string {
  try {
    return `no error: ${output(type, text)}`;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `${error.code} ${error.message}${error.detail === undefined ? '' : ` / ${error.detail}`}`;
  }
}

test('output', () => {
  const cases: readonly (readonly [type: string, input: string, output: string])[] = [
    ['bool', ' TR ', 't'],
    ['bool', 'of', 'f'],
    ['int4', '\t+007 ', '7'],
    ['float8', '1e23', '9.999999999999999e+22'],
    ['float8', '1e15', '1e+15'],
    ['float8', '1e14', '100000000000000'],
    ['float8', '0.00001', '1e-05'],
    ['float8', '0.0001', '0.0001'],
    ['float8', '0x1.8', '1.5'],
    ['float8', '-0', '-0'],
    ['float8', '9007199254740993', '9.007199254740992e+15'],
    ['float4', '1234567', '1.234567e+06'],
    ['float4', '123456.7', '123456.7'],
    ['float4', '7.038531e-26', '7.038531e-26'],
    ['float4', '15000000512', '1.5000001e+10'],
    ['numeric', '1.50e3', '1500'],
    ['numeric', '-0.00', '0.00'],
    ['numeric', ' +Infinity', 'Infinity'],
    ['money', '($1,234.567)', '-$1,234.57'],
    ['bytea', 'a\\\\b\\001', '\\x615c6201'],
    ['uuid', '{A0EE-BC99-9c0b-4ef8-bb6d-6bb9-bd38-0a11}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ['oid', '-1', '4294967295'],
    ['tid', '(0,1)', '(0,1)'],
    ['pg_lsn', '16/b374d848', '16/B374D848'],
    ['oidvector', ' 1  2 ', '1 2'],
    ['_int4', ' { 1 , NULL } ', '{1,NULL}'],
    ['_int4', '[0:1]={1,2}', '[0:1]={1,2}'],
    ['_text', '{"null",nULL,"",a b,"c,d","e\\"f\\\\"}', '{"null",NULL,"","a b","c,d","e\\"f\\\\"}'],
  ];
  for (const [type, input, expected] of cases) {
    assert.is(output(type, input), expected, `${type} ${input}`);
  }
});

test('errors', () => {
  const cases: readonly (readonly [type: string, input: string, error: string])[] = [
    ['bool', 'o', '22P02 invalid input syntax for type boolean: "o"'],
    ['int4', '1.5', '22P02 invalid input syntax for type integer: "1.5"'],
    ['int4', '99999999999x', '22003 value "99999999999x" is out of range for type integer'],
    ['int2', '32768', '22003 value "32768" is out of range for type smallint'],
    ['int8', '9223372036854775808', '22003 value "9223372036854775808" is out of range for type bigint'],
    ['float8', '1e400', '22003 "1e400" is out of range for type double precision'],
    ['float8', '5e-400', '22003 "5e-400" is out of range for type double precision'],
    ['float4', '1e39', '22003 "1e39" is out of range for type real'],
    ['float8', '1e', '22P02 invalid input syntax for type double precision: "1e"'],
    ['numeric', '+nan', '22P02 invalid input syntax for type numeric: "+nan"'],
    ['numeric', '1e131072', '22003 value overflows numeric format'],
    ['bytea', '\\x0 0', '22023 invalid hexadecimal digit: " "'],
    ['bytea', '\\x0', '22023 invalid hexadecimal data: odd number of digits'],
    ['bytea', '\\400', '22P02 invalid input syntax for type bytea'],
    ['uuid', 'a0eebc99', '22P02 invalid input syntax for type uuid: "a0eebc99"'],
    ['oid', '4294967296', '22003 value "4294967296" is out of range for type oid'],
    ['_int4', '1', '22P02 malformed array literal: "1" / Array value must start with "{" or dimension information.'],
    ['_int4', '{1,2}x', '22P02 malformed array literal: "{1,2}x" / Junk after closing right brace.'],
    ['_int4', '{1', '22P02 malformed array literal: "{1" / Unexpected end of input.'],
    [
      '_int4',
      '{{1},{2,3}}',
      '22P02 malformed array literal: "{{1},{2,3}}" / Multidimensional arrays must have sub-arrays with matching dimensions.',
    ],
    ['_int4', '{{{{{{{1}}}}}}}', '54000 number of array dimensions (7) exceeds the maximum allowed (6)'],
    ['anyelement', '1', '0A000 cannot accept a value of type anyelement'],
  ];
  for (const [type, input, expected] of cases) assert.is(failure(type, input), expected);
});

test('modifiers', () => {
  const coerced = (type: string, modifiers: string[], text: string, explicit: boolean) => {
    const def = typeByName(type)!;
    const typmod = def.modifierIn!(modifiers);
    return def.output(def.applyModifier!(def.input(text, -1, context) as never, typmod, explicit), context);
  };
  assert.is(coerced('varchar', ['3'], 'abcdef', true), 'abc');
  assert.is(coerced('varchar', ['3'], 'é\u{1f600}éé', true), 'é\u{1f600}é');
  assert.is(coerced('varchar', ['3'], 'abc   ', false), 'abc');
  assert.throws(() => coerced('varchar', ['3'], 'abcd', false), 'value too long for type character varying(3)');
  assert.is(coerced('bpchar', ['5'], 'ab', false), 'ab   ');
  assert.throws(() => coerced('bpchar', ['1'], 'ab', false), 'value too long for type character(1)');
  assert.is(coerced('numeric', ['5', '2'], '123.456', false), '123.46');
  assert.is(coerced('numeric', ['5', '-2'], '12345', false), '12300');
  assert.is(coerced('numeric', ['2', '4'], '0.00989', false), '0.0099');
  assert.throws(() => coerced('numeric', ['2', '4'], '0.01', false), 'numeric field overflow');
  assert.throws(() => typeByName('varchar')!.modifierIn!(['0']), 'length for type varchar must be at least 1');
  assert.throws(
    () => typeByName('numeric')!.modifierIn!(['1001']),
    'NUMERIC precision 1001 must be between 1 and 1000',
  );
});

test('format_type', () => {
  const cases: readonly (readonly [oid: number, typmod: number | null, text: string])[] = [
    [1043, 14, 'character varying(10)'],
    [1015, 14, 'character varying(10)[]'],
    [1042, null, 'character'],
    [1042, -1, 'bpchar'],
    [1700, 655366, 'numeric(10,2)'],
    [1114, 3, 'timestamp(3) without time zone'],
    [18, null, '"char"'],
    [2276, null, '"any"'],
    [0, null, '-'],
    [99999, null, '???'],
  ];
  for (const [oid, typmod, expected] of cases) assert.is(formatType(oid, typmod), expected);
});

test.run();
