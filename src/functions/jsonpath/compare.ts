/** Comparisons in paths: three-valued, between values of one kind. */
import { sqlError } from '../../errors/index.ts';
import { dateToTimestamp, dateToTimestampTz, timestampToTimestampTz } from '../../types/datetime/arithmetic.ts';
import type { Micros } from '../../types/datetime/micros.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { compareScalars, Jsonb } from '../../types/json/jsonb-value.ts';
import type { BinaryOperator } from '../../types/jsonpath/json-path.ts';
import type { TextContext } from '../../types/type-def.ts';
import type { Moment, PathValue } from './item.ts';

/** null: unknown. */
export type Truth = boolean | null;

/** `zone`: null where a function without time zones is asked, which may not convert between them. */
export function compareValues(op: BinaryOperator, a: PathValue, b: PathValue, zone: TextContext | null): Truth {
  const left = kindOf(a);
  const right = kindOf(b);
  if (left !== right) {
    if (left === 'null' || right === 'null') return op === '!=';
    return null;
  }
  if (left === 'container') return null;
  const order = a instanceof Jsonb ? compareScalars(a, b as Jsonb) : compareMoments(a as Moment, b as Moment, zone);
  return order === null ? null : holds(op, order);
}

function kindOf(value: PathValue): string {
  if (!(value instanceof Jsonb)) return 'moment';
  return value.isContainer ? 'container' : value.kind;
}

function holds(op: BinaryOperator, order: number): boolean {
  switch (op) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function isTime(moment: Moment): boolean {
  return moment.type === 'time' || moment.type === 'timetz';
}

function hasZone(moment: Moment): boolean {
  return moment.type === 'timetz' || moment.type === 'timestamptz';
}

const displayNames = {
  date: 'date',
  time: 'time',
  timetz: 'timetz',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
};

/** null: dates and times of day have no order between them. */
function compareMoments(a: Moment, b: Moment, zone: TextContext | null): number | null {
  if (isTime(a) !== isTime(b)) return null;
  if (hasZone(a) !== hasZone(b) && zone === null) {
    const plain = hasZone(a) ? b : a;
    const zoned = hasZone(a) ? a : b;
    throw sqlError(
      'feature_not_supported',
      `cannot convert value from ${displayNames[plain.type]} to ${displayNames[zoned.type]} without time zone usage`,
      { hint: 'Use *_tz() function for time zone support.' },
    );
  }
  if (isTime(a)) return compareTimes(a, b, zone);
  const zoned = hasZone(a) || hasZone(b);
  return order(instant(a, zoned, zone), instant(b, zoned, zone));
}

function order(a: Micros, b: Micros): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A date or timestamp as one that compares with the other's. */
function instant(moment: Moment, zoned: boolean, zone: TextContext | null): Micros {
  if (moment.type === 'timestamptz') return moment.value;
  if (!zoned) return moment.type === 'date' ? dateToTimestamp(moment.value as number) : moment.value;
  const session = sessionZone(zone!);
  return moment.type === 'date'
    ? dateToTimestampTz(moment.value as number, session)
    : timestampToTimestampTz(moment.value, session);
}

function compareTimes(a: Moment, b: Moment, zone: TextContext | null): number {
  if (!hasZone(a) && !hasZone(b)) return order(a.value, b.value);
  const offset = (moment: Moment): number => {
    if (hasZone(moment)) return moment.offset;
    const session = sessionZone(zone!);
    return session.offsetAt(Math.floor(zone!.transactionTimestamp / 1e6));
  };
  const [east, otherEast] = [offset(a), offset(b)];
  const difference = (a.value as number) - east * 1e6 - ((b.value as number) - otherEast * 1e6);
  return difference !== 0 ? Math.sign(difference) : Math.sign(otherEast - east);
}
