/** Forms that the grammar has for values of a type: subscripts, slices, ARRAY, COLLATE, EXTRACT, AT TIME ZONE, SUBSTRING and others. */
import type { Draw } from './draw.ts';
import { arrayTypes } from './literals.ts';

type Inner = (type: string) => string;
type Form = (draw: Draw, inner: Inner) => string;

const texts: readonly Form[] = [
  (_draw, inner) => `(${inner('text')} COLLATE "C")`,
  (draw, inner) => `trim(${draw.pick(['BOTH', 'LEADING', 'TRAILING'])} ${inner('text')} FROM ${inner('text')})`,
  (draw, inner) => `substring(${inner('text')} FROM ${draw.between(-1, 3)} FOR ${draw.between(-1, 3)})`,
  (draw, inner) => `substring(${inner('text')} FROM ${draw.between(-1, 3)})`,
  (draw, inner) => `substring(${inner('text')} FROM ${draw.pick(["'a'", "'(.)b'", "'%'", "'['"])})`,
  (draw, inner) => `substring(${inner('text')} SIMILAR ${draw.pick([`'a#"%#"c'`, `'%#"_#"%'`, `'#"a'`])} ESCAPE '#')`,
  (draw, inner) =>
    `overlay(${inner('text')} PLACING ${inner('text')} FROM ${draw.between(0, 3)} FOR ${draw.between(-1, 2)})`,
  (draw, inner) => `normalize(${inner('text')}, ${draw.pick(['NFC', 'NFD', 'NFKC', 'NFKD'])})`,
  (draw, inner) => `(${inner('jsonb')} #>> ${draw.pick(["'{a}'", "'{b,c,0}'", "'{}'", "'{0}'"])})`,
];
const fields =
  'year month day hour minute second milliseconds microseconds dow isodow doy week quarter decade century millennium epoch isoyear julian timezone timezone_hour nothing'.split(
    ' ',
  );
const zones = [
  "'UTC'",
  "'+03'",
  "'America/New_York'",
  "'Europe/Berlin'",
  "INTERVAL '-04:30'",
  "'nowhere'",
  "'EST5EDT'",
];

const forms: Readonly<Record<string, readonly Form[]>> = {
  text: texts,
  bool: [
    (draw, inner) => `(${inner('text')} IS ${draw.pick(['', 'NOT '])}${draw.pick(['', 'NFC ', 'NFD '])}NORMALIZED)`,
    (draw, inner) =>
      `(${inner('text')} ${draw.pick(['', 'NOT '])}SIMILAR TO ${draw.pick(["'a%'", "'(a|b)_'", "'[^a]*'", "'a\\%'"])})`,
    (draw, inner) =>
      `(${inner('text')} ${draw.pick(['~', '!~', '~*'])} ${draw.pick(["'^a'", "'(b|c)$'", "'('", "'\\d'", "'[[:alpha:]]+'"])})`,
    (draw, inner) => `(${inner('text')} LIKE ${draw.pick(["'a%'", "'%!_%'", "'!'"])} ESCAPE '!')`,
    (draw, inner) => {
      const type = draw.pick(['date', 'timestamp', 'time']);
      return `((${inner(type)}, ${inner(type)}) OVERLAPS (${inner(type)}, ${inner(type)}))`;
    },
  ],
  int4: [
    (_draw, inner) => `position(${inner('text')} IN ${inner('text')})`,
    (draw, inner) => `array_length(${inner(draw.pick(arrayTypes))}, 1)`,
  ],
  numeric: [
    (draw, inner) =>
      `extract(${draw.pick(fields)} FROM ${inner(draw.pick(['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval']))})`,
  ],
  timestamp: [(draw, inner) => `(${inner('timestamptz')} AT TIME ZONE ${draw.pick(zones)})`],
  timestamptz: [(draw, inner) => `(${inner('timestamp')} AT TIME ZONE ${draw.pick(zones)})`],
  timetz: [(draw, inner) => `(${inner('timetz')} AT TIME ZONE ${draw.pick(zones.slice(0, 2))})`],
  interval: [
    (draw, inner) =>
      `CAST(${inner('interval')} AS interval ${draw.pick(['year', 'month', 'day', 'day to hour', 'hour to second', 'second(2)', '(1)'])})`,
    (draw) =>
      `INTERVAL ${draw.pick(["'1'", "'1 2:03'", "'1-2'", "'04:05:06.7'"])} ${draw.pick(['year', 'day to second', 'year to month', 'minute', 'hour to minute'])}`,
  ],
  jsonb: [(draw, inner) => `(${inner('jsonb')})[${draw.pick(["'a'", "'b'", '0', '-1', 'NULL'])}]`],
  bytea: [(draw, inner) => `substring(${inner('bytea')} FROM ${draw.between(-1, 3)} FOR ${draw.between(-1, 3)})`],
};

/** null: the type has none. */
export function grammarForm(draw: Draw, type: string, inner: Inner): string | null {
  const own = forms[type] ?? [];
  const arrayOfIt = `_${type}`;
  const more: Form[] = [];
  if (arrayTypes.includes(arrayOfIt)) {
    more.push((_draw, part) => `(${part(arrayOfIt)})[${subscript(draw)}]`);
    more.push((_draw, part) => `(ARRAY[${part(type)}, ${part(type)}])[${draw.between(0, 3)}]`);
  }
  if (type.startsWith('_')) {
    const bound = () => (draw.percent(70) ? String(draw.between(-1, 4)) : '');
    more.push((_draw, part) => `(${part(type)})[${bound()}:${bound()}]`);
    more.push((_draw, part) => `ARRAY[${draw.several(1, 3, () => part(type.slice(1))).join(', ')}]`);
    more.push((_draw, part) => `(ARRAY[${part(type)}, ${part(type)}])[1:1]`);
  }
  const all = [...own, ...more];
  return all.length === 0 ? null : draw.pick(all)(draw, inner);
}

function subscript(draw: Draw): string {
  return draw.pick(['1', '2', '0', '-1', 'NULL', '1.5', "'1'", '2147483647']);
}
