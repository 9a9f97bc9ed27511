/** Random expressions over numbers, formatting templates, aggregates and series. */
import { quoted, type Random } from './random.ts';

export function numberExpressions(r: Random, count: number): string[] {
  const { pick, int, fraction } = r;
  const num = () =>
    r.one(
      () => String(int(-1000, 1000)),
      () => fraction(int(1, 8)),
      () =>
        pick([
          '0',
          '0.5',
          '-0.5',
          '1.5',
          '2.5',
          '1e10',
          '-1e-5',
          "'NaN'::numeric",
          "'Infinity'::numeric",
          '99999999999999999999',
        ]),
    );
  const float = () =>
    r.one(
      () => `${fraction(3)}::float8`,
      () => `${pick(['0', '-0.0', '1', '0.5', '2.5', '1e300', '-1e300'])}::float8`,
      () => `'${pick(['NaN', 'Infinity', '-Infinity'])}'::float8`,
    );
  const i4 = () => pick(['0', '1', '-1', '2147483647', '(-2147483648)', '7', '-12', '100', '32767']);
  const i8 = () => pick(['0::int8', '9223372036854775807', '(-9223372036854775808)', '123456789012', '-42::int8']);
  return r.many(
    count,
    () =>
      `${pick(['abs', 'ceil', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'exp', 'ln', 'log', 'scale', 'min_scale', 'trim_scale'])}(${num()})`,
    () =>
      `${pick(['abs', 'ceil', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'sind', 'cosd', 'degrees', 'radians'])}(${float()})`,
    () => `${pick(['round', 'trunc'])}(${num()},${int(-3, 6)})`,
    () => `power(${num()},${pick(['2', '0.5', '-1', '3', '0'])})`,
    () => `${pick(['mod', 'gcd', 'lcm'])}(${i4()},${i4()})`,
    () => `${pick(['mod', 'gcd', 'lcm'])}(${i8()},${i8()})`,
    () => `${pick(['mod', 'div', 'gcd', 'lcm'])}(${num()},${num()})`,
    () => `factorial(${pick(['0', '5', '20', '25', '-1', '33000'])})`,
    () => `width_bucket(${num()},${num()},${num()},${int(-1, 10)})`,
    () => `width_bucket(${float()},${float()},${float()},${int(-1, 10)})`,
    () => `width_bucket(${int(0, 20)},array[1,5,10,15])`,
    () => `abs(${r.one(i4, i8)})`,
  );
}

export function formatExpressions(r: Random, count: number): string[] {
  const { pick, int, fraction } = r;
  const number = () =>
    r.one(
      () => `${fraction(int(0, 4))}`,
      () => `${fraction(3)}::float8`,
      () => String(int(-5000, 5000)),
      () => `${int(-99, 9999)}::int8`,
    );
  const places = () =>
    pick(['', '', 'FM', 'S', 'MI', 'PL', 'SG']) +
    r.times(int(1, 6), () => pick(['9', '9', '0', '9,', 'G9'])).join('') +
    pick(['', '.', 'D']) +
    r.times(int(0, 3), () => pick(['9', '0'])).join('') +
    pick(['', '', '', 'S', 'MI', 'PL', 'SG', 'PR', 'TH', 'th', 'EEEE', '"x y"', ' $', 'L']);
  const template = () =>
    quoted(
      r.one(places, places, () =>
        pick(
          'RN FMRN 999D99S FM999.009 99V99 9.99EEEE 0999.9900 FM0999.99 S0999 999PR $99,999.00 SG999 PL99.9 FM99999999.99999999 9999th'.split(
            ' ',
          ),
        ),
      ),
    );
  const common = 'DDD DD HH HH12 HH24 MI SS MS US FF1 FF3 FF6 SSSS AM am P.M. MM RM rm YYYY YYY YY Y Y,YYY CC WW Q';
  const calendar = `${common} MONTH Month mon Mon D ID IDDD DAY Day dy IW W J IYYY IYY IY AD b.c. TZ TZH TZM OF`;
  const fields = (names: string) =>
    quoted(
      r
        .times(
          int(1, 5),
          () =>
            pick(['', '', 'FM', 'TM']) +
            pick(names.split(' ')) +
            pick(['', '', 'th', 'TH']) +
            pick([' ', '-', '/', ':', '"text"', ', ']),
        )
        .join(''),
    );
  const clock = () => `${int(0, 23)}:${int(0, 59)}:${int(0, 59)}`;
  const moment = () =>
    r.one(
      () => `timestamp '${int(1000, 3000)}-${int(1, 12)}-${int(1, 28)} ${clock()}.${int(0, 999999)}'`,
      () => `timestamptz '${int(1975, 2100)}-${int(1, 12)}-${int(1, 28)} ${clock()}'`,
      () => "timestamp '0044-03-15 BC'",
    );
  const span = () =>
    `interval '${int(-20, 20)} years ${int(-11, 11)} mons ${int(-60, 60)} days ${int(0, 100)}:${int(0, 59)}:${int(0, 59)}.${int(0, 999999)}'`;
  const reading = (): readonly string[] =>
    pick<readonly (() => string)[]>([
      [
        () => `${int(1900, 2100)}-${int(1, 13)}-${int(1, 31)}`,
        () => pick(['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYYMMDD', 'FXYYYY-MM-DD', 'YYYY MM DD']),
      ],
      [
        () => `${int(1, 31)} ${pick(['Jan', 'february', 'MAR', 'Foo'])} ${int(0, 2100)}`,
        () => pick(['DD Mon YYYY', 'DD MONTH YYYY', 'DD Mon YY']),
      ],
      [
        () => `${int(2000, 2020)}-${int(1, 53)}-${int(1, 7)}`,
        () => pick(['IYYY-IW-ID', 'YYYY-WW-D', 'IYYY-IDDD', 'YYYY-IW-D']),
      ],
      [
        () => `${int(0, 13)}:${int(0, 60)}:${int(0, 60)} ${pick(['AM', 'pm', 'p.m.', 'xx'])}`,
        () => pick(['HH:MI:SS AM', 'HH24:MI:SS p.m.', 'HH:MI:SS']),
      ],
      [
        () => `${int(2000, 2020)}-01-02 03:04:05.${int(0, 999999)}`,
        () => pick(['YYYY-MM-DD HH24:MI:SS.US', 'YYYY-MM-DD HH24:MI:SS.MS', 'YYYY-MM-DD HH24:MI:SS.FF3']),
      ],
      [
        () => `2011-12-18 11:38 ${pick(['+05:20', '-05', '05', '+0530'])}`,
        () => pick(['YYYY-MM-DD HH12:MI TZH:TZM', 'YYYY-MM-DD HH24:MI TZH']),
      ],
      [
        () => `${pick(['44', '0001', '10000'])} ${pick(['BC', 'A.D.', 'AD', 'x'])}`,
        () => pick(['YYYY BC', 'YYYY A.D.']),
      ],
      [
        () =>
          pick([
            '  2000 - 01  - 05',
            '2000+01+05',
            '2000  JUN',
            '12th of May 2001',
            'Monday 3 Jan 2000',
            '2000-',
            '1,234',
            '2451300',
            '300 2001',
            'XII 1999',
          ]),
        () =>
          pick([
            'YYYY-MM-DD',
            'YYYY  MON',
            'DDTH "of" Month YYYY',
            'Day DD Mon YYYY',
            'Y,YYY',
            'J',
            'DDD YYYY',
            'RM YYYY',
          ]),
      ],
    ]).map((make) => make());
  return r.many(
    count,
    () => `to_char(${number()},${template()})`,
    () => `to_char(${number()},${template()})`,
    () => `to_char(${moment()},${fields(calendar)})`,
    () => `to_char(${moment()},${fields(calendar)})`,
    () => `to_char(${span()},${fields(common)})`,
    () =>
      `to_number(${quoted(pick(['12,454.8-', '-12.5', '1 234', '$12.3', '<5>', '12', '+7', ' 7', '.5', '1.', '12.345', '1,2,3']))},${quoted(pick(['99G999D9S', '99999.99', 'S999', '999PR', 'L99.9', '9,9,9', '99V9']))})`,
    () => {
      const [text, fields] = reading();
      return `${pick(['to_timestamp', 'to_date'])}(${quoted(text!)},${quoted(fields!)})`;
    },
  );
}

/** Queries of one value, with a table of few rows behind an aggregate. */
export function aggregateQueries(r: Random, count: number): string[] {
  const { pick, int, fraction } = r;
  const value = (type: string): string => {
    switch (type) {
      case 'int2':
        return String(int(-32768, 32767));
      case 'int4':
        return String(pick([int(-100, 100), 2147483647, -2147483647]));
      case 'int8':
        return pick([String(int(-1000, 1000)), '9223372036854775807', '-9223372036854775807', '9007199254740993']);
      case 'numeric':
        return pick([fraction(int(0, 6)), '0.00', "'NaN'", "'Infinity'", '1e20']);
      case 'float8':
        return pick([fraction(3), '0', "'NaN'", "'Infinity'"]);
      case 'float4':
        return pick([fraction(2), '1']);
      case 'text':
        return quoted(pick(['a', 'b', '', 'Z', 'é', 'aa']));
      case 'date':
        return `'2000-01-01'::date + ${int(-100, 100)}`;
      case 'timestamptz':
        return `'2000-01-01'::timestamptz + interval '${int(-1000, 1000)} hours'`;
      case 'timetz':
        return `'${int(10, 23)}:00+0${int(0, 5)}'`;
      case 'interval':
        return `'${int(-50, 50)} days ${int(-40, 40)} hours ${int(-20, 20)} months'`;
      case 'int4[]':
        return `array[${int(0, 3)},${int(0, 3)}]`;
      default:
        return String(int(-100, 100));
    }
  };
  const table = (type: string) => {
    const rows = r.times(int(0, 6), () => `((${pick(['null', value(type), value(type), value(type)])})::${type})`);
    return rows.length === 0 ? `(select null::${type} where false) v(x)` : `(values ${rows.join(',')}) v(x)`;
  };
  const pairs = () => {
    const one = () => `(${pick(['null', '3', fraction(2), String(int(-10, 10))])})::float8`;
    const rows = r.times(int(1, 6), () => `(${one()},${one()})`);
    return `(values ${rows.join(',')}) v(y,x)`;
  };
  const exact = ['int2', 'int4', 'int8', 'numeric'];
  const all = [...exact, 'float8', 'float4', 'text', 'date', 'timestamptz', 'timetz', 'interval', 'money', 'int4[]'];
  return r.many(
    count,
    () => `select sum(x)::text from ${table(pick([...exact, 'float8', 'float4', 'interval', 'money']))}`,
    () => `select avg(x)::text from ${table(pick([...exact, 'float8', 'float4', 'interval']))}`,
    () => `select ${pick(['min', 'max'])}(x)::text from ${table(pick(all))}`,
    () => `select count(x)::text||count(*)::text from ${table(pick(all))}`,
    () =>
      `select ${pick(['stddev', 'stddev_pop', 'var_pop', 'variance'])}(x)::text from ${table(pick([...exact, 'float8']))}`,
    () => `select ${pick(['bit_and', 'bit_or', 'bit_xor'])}(x)::text from ${table(pick(['int2', 'int4', 'int8']))}`,
    () => `select string_agg(x,${pick(["','", 'null', "''"])}) from ${table('text')}`,
    () => `select array_agg(x)::text from ${table(pick(all.filter((type) => type !== 'int4[]')))}`,
    () =>
      `select ${pick(['regr_count', 'regr_sxx', 'regr_sxy', 'regr_avgx', 'regr_slope', 'regr_intercept', 'covar_pop', 'covar_samp', 'corr', 'regr_r2'])}(y,x)::text from ${pairs()}`,
    () =>
      `select string_agg(g::text,',') from generate_series(${int(-5, 5)},${int(-5, 10)}${pick(['', `,${int(-3, 3)}`])}) g`,
    () =>
      `select string_agg(g::text,',') from generate_series(${int(0, 3)}::numeric,${int(0, 6)}${pick(['', ',0.7', ',0'])}) g`,
    () =>
      `select string_agg(g::text,',') from generate_series(9223372036854775800,9223372036854775807${pick(['', ',3'])}) g`,
    () =>
      `select string_agg(g::text,',') from generate_series(${pick(['timestamp', 'timestamptz'])} '2021-03-01','2021-06-01','${pick(['1 month', '20 days', '700 hours', '0'])}') g`,
    () =>
      `select string_agg(coalesce(g,'NULL'),'|') from string_to_table('a,b,,c',${pick(["','", 'null', "''"])}${pick(['', ",'b'"])}) g`,
    () =>
      `select string_agg(g,'|') from regexp_split_to_table('the quick  fox','${pick(['\\s+', '', 'x', 'o', '\\s*'])}') g`,
  );
}
