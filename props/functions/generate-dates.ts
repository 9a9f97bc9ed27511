/** Random expressions over dates, times and intervals, and random texts for their input functions. */
import { quoted, type Random } from './random.ts';

export function dateExpressions(r: Random, count: number): string[] {
  const { pick, int, fraction } = r;
  const clock = () => `${int(0, 23)}:${int(0, 59)}:${int(0, 59)}`;
  const day = (from: number, to: number) => `${String(int(from, to)).padStart(4, '0')}-${int(1, 12)}-${int(1, 28)}`;
  const ts = () =>
    r.one(
      () => `timestamp '${day(1, 9999)} ${clock()}.${int(0, 999999)}'`,
      () => `timestamp '${day(1990, 2030)} ${clock()}'`,
      () => `timestamp '${pick(['2000-01-31', '2020-02-29 23:59:59.999999', '0044-03-15 BC 10:00', '1999-12-31'])}'`,
    );
  const infinite = () => `timestamp '${pick(['infinity', '-infinity', '294276-12-31 23:59:59', '4713-01-01 BC'])}'`;
  const tz = () =>
    r.one(
      () => `timestamptz '${day(1975, 2100)} ${clock()}.${int(0, 999999)}'`,
      () => `timestamptz '2021-${pick(['03-14', '11-07'])} ${int(0, 4)}:${int(0, 59)}'`,
    );
  const dt = () =>
    r.one(
      () => `date '${day(1, 3000)}'`,
      () => `date '${pick(['infinity', '-infinity', '2000-01-31', '2020-02-29', '0044-03-15 BC', '5874897-12-31'])}'`,
    );
  const tm = () => `time '${clock()}.${int(0, 999999)}'`;
  const tmz = () => `timetz '${clock()}.${int(0, 999999)}${pick(['+02', '-05:30', '+00', '-11'])}'`;
  const iv = () =>
    r.one(
      () =>
        `interval '${int(-50, 50)} years ${int(-20, 20)} mons ${int(-60, 60)} days ${pick(['', '-'])}${int(0, 100)}:${int(0, 59)}:${int(0, 59)}.${int(0, 999999)}'`,
      () => `interval '${int(-100, 100)} ${pick(['days', 'hours', 'months', 'years', 'minutes', 'seconds', 'weeks'])}'`,
      () => `interval '${pick(['0', '1 day', '-1 mon 5 days', '178956970 years', '2147483647 days', '1.5 months'])}'`,
    );
  const units = () =>
    quoted(
      pick(
        'microseconds milliseconds second minute hour day week month quarter year decade century millennium epoch dow isodow doy isoyear julian timezone timezone_hour timezone_minute foo now M Years d w us time'.split(
          ' ',
        ),
      ),
    );
  const factor = () => pick(['0.1', '1.5', '-2', '3.333333', '0', '1e-3', '7', '1e10', "'NaN'::float8", fraction(4)]);
  const zone = () =>
    quoted(pick(['UTC', 'America/New_York', 'Europe/Paris', 'Asia/Kolkata', 'EST', 'PDT', '+03', '<+02>-2', 'foo']));
  return r.many(
    count,
    () => `${r.one(ts, infinite)} ${pick(['+', '-'])} ${iv()}`,
    () => `${tz()} ${pick(['+', '-'])} ${iv()}`,
    () => `${ts()} - ${ts()}`,
    () => `${tz()} - ${tz()}`,
    () => `${dt()} - ${dt()}`,
    () => `${dt()} + ${r.one(() => String(int(-1000, 1000)), iv, tm, tmz)}`,
    () => `${r.one(tm, tmz)} ${pick(['+', '-'])} ${iv()}`,
    () => `${iv()} ${pick(['*', '/'])} ${factor()}`,
    () => `${iv()} + ${iv()}`,
    () => `${iv()} ${pick(['<', '=', '>', '<=', '<>'])} ${iv()}`,
    () => `justify_${pick(['hours', 'days', 'interval'])}(${iv()})`,
    () => `extract(${pick(['', ''])}${units()} from ${r.one(ts, infinite, tz, dt, tm, tmz, iv)})`,
    () => `date_part(${units()}, ${r.one(ts, tz, dt, tm, tmz, iv)})`,
    () => `date_trunc(${units()}, ${r.one(ts, infinite, tz, iv, dt)})`,
    () => `date_trunc(${units()}, ${tz()}, ${zone()})`,
    () => `age(${ts()}, ${ts()})`,
    () => `age(${tz()}, ${tz()})`,
    () => `date_bin(${iv()}, ${ts()}, ${ts()})`,
    () => `${r.one(ts, tz)} at time zone ${zone()}`,
    () => `${r.one(ts, infinite)}::${pick(['date', 'time', 'timestamptz', 'timestamp(0)', 'timestamp(3)'])}`,
    () => `${tz()}::${pick(['date', 'time', 'timestamp', 'timetz', 'timestamptz(2)'])}`,
    () => `${iv()}::${pick(['time', 'interval(0)', 'interval year', 'interval month', 'interval day to hour'])}`,
    () => `make_date(${int(-10, 3000)},${int(0, 13)},${int(0, 32)})`,
    () => `make_time(${int(-1, 25)},${int(0, 60)},${pick(['0', '59.999', '60', '61', '-1', '1.5', '59.9999999'])})`,
    () => `make_timestamptz(${int(1975, 3000)},${int(1, 12)},${int(1, 28)},${int(0, 23)},${int(0, 59)},1.5,${zone()})`,
    () => `make_interval(days => ${int(-5, 5)}, secs => ${fraction(7)})`,
    () => `(${ts()}, ${ts()}) overlaps (${ts()}, ${r.one(ts, iv)})`,
    () => `to_timestamp(${pick(['0', '1.5', '-1e10', '1e12', '1e30', "'infinity'", "'NaN'", '1284352323.123456'])})`,
    () => `${dt()} ${pick(['<', '=', '>'])} ${r.one(ts, infinite, tz)}`,
    () => `${ts()} ${pick(['<', '=', '>'])} ${tz()}`,
  );
}

const months = 'Jan January feb MARCH apr may jun July aug Sept sep oct november dec'.split(' ');

/** `type 'text'` for texts that are dates, times and intervals, or nearly so. */
export function dateInputs(r: Random, count: number): string[] {
  const { pick, int, fraction } = r;
  const two = (value: number) => String(value).padStart(2, '0');
  const date = () =>
    r.one(
      () => `${int(1, 9999)}-${int(1, 12)}-${int(1, 31)}`,
      () => `${int(1990, 2030)}-${two(int(0, 13))}-${two(int(0, 32))}`,
      () => `${pick(months)} ${int(1, 31)}, ${int(1, 3000)}`,
      () => `${int(1, 31)}-${pick(months)}-${int(0, 2100)}`,
      () => `${pick(months)}-${int(1, 31)}-${int(0, 2100)}`,
      () => `${int(0, 2100)}-${pick(months)}-${int(1, 31)}`,
      () => `${int(1, 31)}${pick(['/', '.'])}${int(1, 12)}${pick(['/', '.'])}${int(0, 2100)}`,
      () => `${int(1900, 2100)}${two(int(1, 12))}${two(int(1, 28))}`,
      () => `${int(1900, 2100)}.${String(int(1, 366)).padStart(3, '0')}`,
      () => `${pick(['J', 'julian '])}${int(0, 3000000)}`,
      () => `${int(1, 300000)}-${int(1, 12)}-${int(1, 28)}`,
      () => `${int(1, 6000)}-${int(1, 12)}-${int(1, 28)} BC`,
      () =>
        pick(
          'epoch;infinity;-infinity;4714-11-24 BC;4714-11-23 BC;294276-12-31;294277-01-01;5874897-12-31;5874898-01-01;0000-01-01;2000-02-29;1900-02-29;y2001m2d4;;x;99-1-1;1-1;1-1-1;2001;20010;200101;1/2;Jan 2001;Thursday Jan 8 1998;2001-01;2001-W01-1;2001-13-01;13/13/2001'.split(
            ';',
          ),
        ),
    );
  const time = () =>
    r.one(
      () => `${int(0, 24)}:${int(0, 60)}`,
      () => `${two(int(0, 23))}:${two(int(0, 59))}:${two(int(0, 60))}`,
      () => `${int(0, 23)}:${int(0, 59)}:${int(0, 59)}.${int(0, 99999999)}`,
      () => `${two(int(0, 23))}${two(int(0, 59))}${pick(['', two(int(0, 59))])}`,
      () => `${int(0, 13)}:${int(0, 59)} ${pick(['am', 'PM'])}`,
      () => `${int(0, 12)} ${pick(['am', 'pm'])}`,
      () =>
        pick(
          'allballs;24:00:00;24:00:01;23:59:60;23:59:59.9999999;00:00:60.5;12;12::;1:2:3:4;040506.789;25:00;h5 mm6 s7;T 4;t040506;12:34.5;60:59.5'.split(
            ';',
          ),
        ),
    );
  const zone = () =>
    pick(
      ';;;Z;+02;-08;+05:30;-0330;+15:59;+16;UTC;EST;America/New_York; Europe/Paris;EDT;MET DST;foo;Asia/Nowhere;zulu;CET;z +3;+1234;-123456; <+05>-5;CEST CEST'.split(
        ';',
      ),
    );
  const interval = () =>
    r.one(
      () =>
        `${r
          .times(
            int(1, 4),
            () =>
              `${pick(['', '-', '+'])}${r.one(
                () => String(int(0, 10000)),
                () => fraction(6),
              )} ${pick('year years mons month day days hour h m min s sec us ms week decade c millennium y d mon w'.split(' '))}`,
          )
          .join(' ')}${pick(['', ' ago'])}`,
      () => `${pick(['', '-', '+'])}${int(0, 100)}-${int(0, 13)}`,
      () =>
        `${pick(['', '-'])}${int(0, 100)} ${pick(['', '-', '+'])}${int(0, 100)}:${int(0, 60)}:${int(0, 60)}.${int(0, 9999999)}`,
      () =>
        `${int(0, 10)}-${int(0, 11)} ${pick(['', '-'])}${int(0, 40)} ${pick(['', '-', '+'])}${int(0, 24)}:${int(0, 59)}:${int(0, 59)}`,
      () => `P${int(0, 100)}Y${int(0, 20)}M${int(0, 40)}DT${int(0, 30)}H${int(0, 70)}M${fraction(5)}S`,
      () =>
        `P${pick('1Y;1.5M;2W;3.7D;1Y2M;1.25Y;;T1.5H;T-3M4S;T1H2D;0001-02-03T04:05:06;00010203T040506;1-2-3;T10:20:30.5;T102030;1Y-2M'.split(';'))}`,
      () =>
        pick(
          ';1;1.5;infinity;1 foo;1 day 1 day;178956970 years 7 months;178956971 years;2147483648 months;-2147483648 days;9223372036854775807 us;9223372036854775808 us;-9223372036854775808 us;2562047788:00:54.775808;1e3 days;1 2 3;1-2 3;-1-2 +3 -4:05:06;1 year month;ago;5 ago;- 5 days;1 day,2 hours'.split(
            ';',
          ),
        ),
    );
  return r.many(
    count,
    () => `date ${quoted(r.one(date, () => `${date()} ${time()}`))}`,
    () =>
      `${pick(['time', 'timetz', 'time(2)'])} ${quoted(
        r.one(
          () => time() + zone(),
          () => `${date()} ${time()}${zone()}`,
        ),
      )}`,
    () =>
      `${pick(['timestamp', 'timestamptz', 'timestamp(3)', 'timestamptz(0)'])} ${quoted(
        r.one(
          () => `${date()} ${time()}${zone()}`,
          date,
          () => `${date()}T${time()}`,
          () => `${time()} ${date()}`,
        ),
      )}`,
    () => `interval ${quoted(interval())}`,
    () => `interval ${quoted(interval())}`,
  );
}
