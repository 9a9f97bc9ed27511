/** interval in binary: microseconds, days, months. timetz: microseconds of the day, then seconds west of Greenwich. */
import { SqlError } from '../../errors/index.ts';
import { MICROS_PER_DAY } from '../datetime/calendar.ts';
import { canonicalInteger } from '../int8.ts';
import { Interval } from '../interval-value.ts';
import { TimeTz } from '../timetz-value.ts';
import type { DatumValue } from '../type-def.ts';
import { type BinaryFormat, fixedFormat } from './fixed-formats.ts';

/** A zone is less than sixteen hours away. */
const zoneSecondsMax = 57_599;

export const intervalFormat: BinaryFormat = fixedFormat(
  16,
  (buffer, value) => {
    const { micros, days, months } = value as Interval;
    buffer.writeBigInt64BE(BigInt(micros), 0);
    buffer.writeInt32BE(days, 8);
    buffer.writeInt32BE(months, 12);
  },
  (bytes) => new Interval(bytes.readInt32BE(12), bytes.readInt32BE(8), canonicalInteger(bytes.readBigInt64BE(0))),
);

export const timeTzFormat: BinaryFormat = fixedFormat(
  12,
  (buffer, value) => {
    const { micros, zone } = value as unknown as TimeTz;
    buffer.writeBigInt64BE(BigInt(micros), 0);
    buffer.writeInt32BE(zone, 8);
  },
  (bytes) => {
    const micros = Number(bytes.readBigInt64BE(0));
    const zone = bytes.readInt32BE(8);
    if (micros < 0 || micros > MICROS_PER_DAY) throw new SqlError('22008', 'time out of range');
    if (zone < -zoneSecondsMax || zone > zoneSecondsMax) {
      throw new SqlError('22009', 'time zone displacement out of range');
    }
    return new TimeTz(micros, zone) as unknown as DatumValue;
  },
);
