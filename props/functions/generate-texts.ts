/** Random expressions over text, bytea, arrays and regular expressions. */
import { quoted, type Random } from './random.ts';

const words = [
  '',
  'a',
  'abc',
  'Hello World',
  'foo.bar',
  'aaa',
  'ÄÖü',
  '𝒳yz',
  'x,y,,z',
  '  pad ',
  'ab"c',
  "it's",
  'back\\slash',
  'SELECT',
  'select',
  'über 12 Straße',
  'a\nb\tc',
  'aBcDeF',
  '日本語テキスト',
  '%_',
  '1e5',
  'abcabcabc',
  'user',
  'x1',
  '_y',
  '9z',
];

export function textExpressions(r: Random, count: number): string[] {
  const { pick, int } = r;
  const t = () => quoted(pick(words));
  const n = () => String(pick([0, 1, 2, 3, 5, -1, -2, 10, 100, -100, 2147483647, -2147483648]));
  const width = () => String(pick([0, 3, 10, -1, 20]));
  const format = () =>
    quoted(
      pick('%s %I %L %% %2$s_%1$s %-10s| %10s| %1$*2$s %x % %s_%s %3$s %0$s %-5L|'.split(' ')).replaceAll('_', ' '),
    );
  return r.many(
    count,
    () =>
      `${pick(['length', 'upper', 'lower', 'initcap', 'reverse', 'ascii', 'md5', 'octet_length', 'quote_ident', 'quote_literal', 'btrim'])}(${t()})`,
    () => `${pick(['left', 'right', 'substr'])}(${t()},${n()})`,
    () => `substring(${t()} from ${n()} for ${n()})`,
    () => `overlay(${t()} placing ${t()} from ${n()}${pick(['', ` for ${n()}`])})`,
    () => `${pick(['strpos', 'starts_with', 'ltrim', 'rtrim', 'btrim'])}(${t()},${t()})`,
    () => `${pick(['lpad', 'rpad'])}(${t()},${width()}${pick(['', `,${t()}`])})`,
    () => `${pick(['translate', 'replace'])}(${t()},${t()},${t()})`,
    () => `repeat(${t()},${pick(['0', '1', '3', '-1'])})`,
    () => `split_part(${t()},${t()},${pick([0, 1, 2, -1, -2, 5])})`,
    () => `chr(${pick([65, 0, 8364, 128512, 55296, -1, 1114112])})`,
    () => `string_to_array(${t()},${pick(["','", "''", 'null', "'b'"])}${pick(['', `,${t()}`])})`,
    () => `concat(${t()},${int(-9, 9)},null,true,1.50)`,
    () => `concat_ws(${pick(["','", 'null'])},${t()},null,${int(-9, 9)},false)`,
    () => `format(${format()},${t()},${int(0, 12)})`,
    () =>
      `parse_ident(${quoted(pick(['foo.bar', '"A b".c', 'foo.', '.x', 'a.b.c d', '"', '1x', '  a . b ', '""', 'A.B']))}${pick(['', ',false'])})`,
    () => `to_hex(${pick(['255', '-1', '0', '4294967296', '-5000000000'])})`,
    () => `unistr(${quoted(pick(['d\\0061t\\+000061', '\\u0061', '\\x', '\\D83D\\DE00', '\\D83D', '\\\\']))})`,
    () =>
      `pg_size_pretty(${pick(['10', '10239', '10240', '1000000', '-123456789', '10485760', '20479', '20480', '10477567', '9223372036854775807'])}::bigint)`,
    () => `pg_size_bytes(${quoted(pick(['1 kB', '2MB', '1.5 GB', 'x', '-3', '1e3 kB', '5 foo', '1 TB']))})`,
  );
}

export function byteExpressions(r: Random, count: number): string[] {
  const { pick, int } = r;
  const b = () =>
    `${quoted(`\\x${r.times(int(0, 8), () => int(0, 255).toString(16).padStart(2, '0')).join('')}`)}::bytea`;
  return r.many(
    count,
    () => `encode(${b()},${quoted(pick(['hex', 'base64', 'escape', 'foo']))})`,
    () =>
      `decode(${quoted(pick(['abcd', 'YWJj', 'YWJ', 'YQ==', 'zz', '\\134', 'a\\b', '12 34', '123', '\\x12']))},${quoted(pick(['hex', 'base64', 'escape']))})`,
    () => `${pick(['sha224', 'sha256', 'sha384', 'sha512', 'md5', 'bit_count', 'length'])}(${b()})`,
    () => `substring(${b()} from ${int(-2, 5)} for ${int(-1, 5)})`,
    () => `overlay(${b()} placing ${b()} from ${int(0, 4)})`,
    () => `${pick(['get_bit', 'get_byte'])}(${b()},${int(-1, 12)})`,
    () => `set_bit(${b()},${int(0, 9)},${int(0, 2)})`,
    () => `set_byte(${b()},${int(0, 4)},${int(-1, 300)})`,
    () => `position(${b()} in ${b()})`,
    () => `${pick(['btrim', 'ltrim', 'rtrim'])}(${b()},${b()})`,
    () => `convert_from(${b()},${quoted(pick(['UTF8', 'latin1', 'foo']))})`,
  );
}

export function arrayExpressions(r: Random, count: number): string[] {
  const { pick, int } = r;
  const item = () =>
    r.one(
      () => String(int(0, 4)),
      () => 'null',
    );
  const a = () =>
    r.one(
      () => `array[${r.times(int(1, 5), item).join(',')}]::int[]`,
      () =>
        pick([
          "'{}'::int[]",
          "'[2:4]={1,2,3}'::int[]",
          "'{{1,2},{3,4}}'::int[]",
          "array['a','b',null,'a']",
          'null::int[]',
        ]),
    );
  return r.many(
    count,
    () => `${pick(['array_length', 'array_lower', 'array_upper'])}(${a()},${int(0, 3)})`,
    () => `${pick(['array_dims', 'array_ndims', 'cardinality'])}(${a()})`,
    () => `array_position(${a()},${pick(['1', 'null', '9', "'a'"])})`,
    () => `array_positions(${a()},${pick(['1', 'null', '2'])})`,
    () => `array_remove(${a()},${pick(['1', 'null', '3'])})`,
    () => `array_replace(${a()},${pick(['1', 'null'])},${pick(['7', 'null'])})`,
    () =>
      `array_fill(${int(0, 9)},${pick(['array[2]', 'array[2,2]', 'array[0]', 'array[-1]', 'null', 'array[null]', "'{}'"])}${pick(['', ',array[2]', ',array[2,3]'])})`,
    () => `trim_array(${a()},${int(-1, 4)})`,
    () => `array_to_string(${a()},${pick(["','", 'null', "''"])}${pick(['', ",'*'", ',null'])})`,
  );
}

export function regexExpressions(r: Random, count: number): string[] {
  const { pick, int } = r;
  const atoms =
    'a b c x 1 . \\d \\w \\s [abc] [^a] [a-c1] [[:digit:]] [[:alpha:]] \\. \\m \\M \\y ^ $ \\A \\Z (?:ab) (a|ab) (a|ab)(c|bcd) ab é \\u0061 (b*) (?=a) (?!b) A Foo (?<=a) []x]'.split(
      ' ',
    );
  const quantifiers = ['', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{1,2}?', '{2,1}'];
  const pattern = () =>
    r.one(
      () => r.times(int(1, 4), () => pick(atoms) + pick(quantifiers) + pick(['', '', '', '', '', '|'])).join(''),
      () =>
        pick(
          '(?i)ABC;***=a.c;***:a.c;(?x) a b;a{2;[a;(a;a);a**;*a;\\;[[:foo:]];[b-a];();(|a);a||b;[[.a.]];(?n)^a;foo(b|ba|bar);x*?y;(a+?)(a*);[a-c-e];a{300};(?#c)a;foo|foobar;(foo|foobar)(bar)?;Y*?([0-9]{1,3})'.split(
            ';',
          ),
        ),
    );
  const p = () => quoted(pattern());
  const s = () =>
    quoted(
      pick([
        'abc',
        'aabbcc',
        'foobar',
        'foo bar baz',
        'a1b2c3',
        'xaby',
        'ab\nab',
        '',
        'aaa',
        'AbC',
        'ébé',
        'abxabcx',
        'XY1234Z',
      ]),
    );
  const f = () => quoted(pick(['', 'g', 'i', 'gi', 'n', 's', 'x', 'w', 'p', 'q', 'c', 'z']));
  const similar = () =>
    quoted(pick(['a%', '%(b|d)%', '_bc', 'a{1,2}b+', '%[a-c]_', 'foo%|bar', '(a|b)*', 'a\\%', '[[:alpha:]]+']));
  return r.many(
    count,
    () => `${s()} ${pick(['~', '~*', '!~'])} ${p()}`,
    () => `regexp_match(${s()},${p()}${pick(['', `,${f()}`])})`,
    () => `substring(${s()} from ${p()})`,
    () =>
      `regexp_replace(${s()},${p()},${quoted(pick(['X', '<\\&>', '\\1', '[\\2\\1]', '\\\\', '']))}${pick(['', ",'g'", `,${f()}`, ',2', ',1,2'])})`,
    () => `regexp_split_to_array(${s()},${p()})`,
    () => `regexp_count(${s()},${p()}${pick(['', ',2', ",1,'i'"])})`,
    () => `regexp_instr(${s()},${p()}${pick(['', ',1,1,1', ",1,1,0,'i',1", ',1,2'])})`,
    () => `regexp_substr(${s()},${p()}${pick(['', ',1,2', ",1,1,'i',1"])})`,
    () => `array(select regexp_matches(${s()},${p()},'g'))`,
    () => `${s()} similar to ${similar()}`,
    () => `substring(${s()} similar ${quoted(pick(['%#"o_b#"%', '#"a#"%', '%#"b%#"', 'a#"%#"c']))} escape '#')`,
  );
}
