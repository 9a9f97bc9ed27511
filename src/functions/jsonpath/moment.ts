/**
 * Text read as a date or time by a template, strictly as the SQL standard has it: separators must be those of the template, and
 * nothing may be left over.
 */
import { SqlError, sqlError, unsupported } from '../../errors/index.ts';
import { dayNumber, daysInMonth } from '../../types/datetime/calendar.ts';
import { isValidDay } from '../../types/datetime/date.ts';
import { datetimeTextOutOfRange, inputError } from '../../types/datetime/input-errors.ts';
import { add, joinDayTime } from '../../types/datetime/micros.ts';
import { isValidTimestamp } from '../../types/datetime/timestamp.ts';
import { formatError } from '../scalar/format/date-scanner.ts';
import { Moment } from './item.ts';

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zoneHour' | 'zoneMinute' | 'half';

interface Pattern {
  readonly name: string;
  readonly part: Part;
  readonly digits: number;
}

type Step = Pattern | { readonly separator: string };

const patterns: readonly Pattern[] = [
  { name: 'YYYY', part: 'year', digits: 4 },
  { name: 'MM', part: 'month', digits: 2 },
  { name: 'DD', part: 'day', digits: 2 },
  { name: 'HH24', part: 'hour', digits: 2 },
  { name: 'HH12', part: 'hour', digits: 2 },
  { name: 'HH', part: 'hour', digits: 2 },
  { name: 'MI', part: 'minute', digits: 2 },
  { name: 'SS', part: 'second', digits: 2 },
  { name: 'MS', part: 'fraction', digits: 3 },
  { name: 'US', part: 'fraction', digits: 6 },
  { name: 'FF1', part: 'fraction', digits: 1 },
  { name: 'FF2', part: 'fraction', digits: 2 },
  { name: 'FF3', part: 'fraction', digits: 3 },
  { name: 'FF4', part: 'fraction', digits: 4 },
  { name: 'FF5', part: 'fraction', digits: 5 },
  { name: 'FF6', part: 'fraction', digits: 6 },
  { name: 'TZH', part: 'zoneHour', digits: 2 },
  { name: 'TZM', part: 'zoneMinute', digits: 2 },
  { name: 'AM', part: 'half', digits: 0 },
  { name: 'PM', part: 'half', digits: 0 },
];

const separators = "-./,';: ";

const compiled = new Map<string, readonly Step[]>();
const compiledMax = 100;

function stepsOf(template: string): readonly Step[] {
  let steps = compiled.get(template);
  if (steps === undefined) {
    steps = compileTemplate(template);
    if (compiled.size >= compiledMax) compiled.clear();
    compiled.set(template, steps);
  }
  return steps;
}

function compileTemplate(template: string): readonly Step[] {
  const steps: Step[] = [];
  const upper = template.toUpperCase();
  for (let at = 0; at < template.length; ) {
    const pattern = patterns.find(({ name }) => upper.startsWith(name, at));
    const character = template[at]!;
    if (pattern !== undefined && !/^(?:SSSS|DDD)/.test(upper.slice(at))) {
      if (steps.some((step) => 'part' in step && step.part === pattern.part)) {
        throw formatError(
          'conflicting values for a field in formatting string',
          'This value contradicts a previous setting for the same field type.',
        );
      }
      steps.push(pattern);
      at += pattern.name.length;
    } else if (character === '"') {
      const end = template.indexOf('"', at + 1);
      const stop = end < 0 ? template.length : end;
      for (const quoted of template.slice(at + 1, stop)) steps.push({ separator: quoted });
      at = stop + 1;
    } else if (separators.includes(character)) {
      steps.push({ separator: character });
      at++;
    } else if (/[a-z]/i.test(character)) {
      throw unsupported(`the datetime template "${template}" in a jsonpath`);
    } else {
      throw sqlError('invalid_datetime_format', `invalid datetime format separator: "${character}"`);
    }
  }
  return steps;
}

/** Raises what is wrong with the text. */
export function readMoment(text: string, template: string): Moment {
  const steps = stepsOf(template);
  const values = scan(text, steps);
  return makeMoment(text, values, steps);
}

type Values = Partial<Record<Part, number>> & { zoneSign?: number };

function scan(text: string, steps: readonly Step[]): Values {
  const values: Values = {};
  let at = 0;
  for (const [index, step] of steps.entries()) {
    if (at >= text.length) throw formatError('input string is too short for datetime format');
    if ('separator' in step) {
      if (text[at] !== step.separator) throw formatError(`unmatched format separator "${step.separator}"`);
      at++;
      continue;
    }
    if (step.part === 'half') {
      const word = text.slice(at, at + 2).toUpperCase();
      if (word !== 'AM' && word !== 'PM') {
        throw formatError(
          `invalid value "${text.slice(at, at + 2)}" for "${step.name}"`,
          'The given value did not match any of the allowed values for this field.',
        );
      }
      values.half = word === 'PM' ? 1 : 0;
      at += 2;
      continue;
    }
    if (step.part === 'zoneHour') {
      if (text[at] === '+' || text[at] === '-') values.zoneSign = text[at++] === '-' ? -1 : 1;
      else values.zoneSign = 1;
    }
    const next = steps[index + 1];
    // Before another number the digits are counted; elsewhere there may be as many as there are.
    const counted =
      (next !== undefined && 'part' in next && next.part !== 'zoneHour' && next.part !== 'half') ||
      step.part === 'fraction';
    const digits = /^\d*/.exec(counted ? text.slice(at, at + step.digits) : text.slice(at))![0];
    if (digits === '') {
      throw formatError(
        `invalid value "${text.slice(at, at + step.digits)}" for "${step.name}"`,
        'Value must be an integer.',
      );
    }
    values[step.part] = step.part === 'fraction' ? Number(digits.padEnd(6, '0')) : Number(digits);
    at += digits.length;
  }
  if (at < text.length) throw formatError('trailing characters remain in input string after datetime format');
  return values;
}

function makeMoment(text: string, values: Values, steps: readonly Step[]): Moment {
  const has = (...parts: Part[]) => steps.some((step) => 'part' in step && parts.includes(step.part));
  const dated = has('year', 'month', 'day');
  const timed = has('hour', 'minute', 'second', 'fraction');
  const zoned = has('zoneHour', 'zoneMinute');
  const { year = 0, month = 1, day = 1, minute = 0, second = 0, fraction = 0 } = values;
  const hour = hourOf(values, steps);
  if (month < 1 || month > 12 || day < 1 || day > 31 || (year !== 0 && day > daysInMonth(year, month))) {
    throw inputError('field', 'timestamp', text);
  }
  if (hour >= 24 || minute >= 60 || second >= 60) throw inputError('field', 'timestamp', text);
  const offset = (values.zoneSign ?? 1) * ((values.zoneHour ?? 0) * 3600 + (values.zoneMinute ?? 0) * 60) + 0;
  if ((values.zoneHour ?? 0) > 15 || (values.zoneMinute ?? 0) >= 60) throw inputError('zone', 'timestamp', text);
  const time = ((hour * 60 + minute) * 60 + second) * 1e6 + fraction;
  if (!dated) {
    if (!timed) throw sqlError('invalid_datetime_format', 'datetime format is not dated and not timed');
    return new Moment(zoned ? 'timetz' : 'time', time, zoned ? offset : 0);
  }
  const days = dayNumber(year, month, day);
  if (!timed) {
    if (zoned) throw sqlError('invalid_datetime_format', 'datetime format is zoned but not timed');
    if (!isValidDay(days)) throw datetimeTextOutOfRange('date', text);
    return new Moment('date', days, 0);
  }
  const local = joinDayTime(days, time);
  const value = zoned ? add(local, -offset * 1e6) : local;
  if (!isValidTimestamp(value)) throw sqlError('datetime_field_overflow', 'timestamp out of range');
  return new Moment(zoned ? 'timestamptz' : 'timestamp', value, zoned ? offset : 0);
}

function hourOf(values: Values, steps: readonly Step[]): number {
  const { hour = 0 } = values;
  if (!steps.some((step) => 'name' in step && (step.name === 'HH12' || step.name === 'HH'))) return hour;
  if (hour < 1 || hour > 12) {
    throw formatError(
      `hour "${hour}" is invalid for the 12-hour clock`,
      undefined,
      'Use the 24-hour clock, or give an hour between 1 and 12.',
    );
  }
  return (hour % 12) + (values.half === 1 ? 12 : 0);
}

const zones = ['', 'TZH:TZM', 'TZH'];
const clocks = ['HH24:MI:SS.US', 'HH24:MI:SS'];
const isoTemplates = [
  'YYYY-MM-DD',
  ...clocks.flatMap((clock) => zones.map((zone) => clock + zone)),
  ...['YYYY-MM-DD ', 'YYYY-MM-DD"T"'].flatMap((date) =>
    clocks.flatMap((clock) => zones.map((zone) => date + clock + zone)),
  ),
];

/** By the templates of the standard's types; null when none fits. */
export function recognizeMoment(text: string): Moment | null {
  // Anything else cannot fit, and need not be tried.
  if (!/^\d+[-:]/.test(text)) return null;
  for (const template of isoTemplates) {
    try {
      return readMoment(text, template);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
    }
  }
  return null;
}
