/** Data type formatting functions. */
import type { Numeric } from '../../../types/numeric-value.ts';
import { scalar, stable } from '../define.ts';
import { toDate, toTimestamp } from './date-from-char.ts';
import { intervalToChar, timestampToChar, timestampTzToChar } from './date-to-char.ts';
import { toNumber } from './number-from-char.ts';
import { float4ToChar, float8ToChar, int4ToChar, int8ToChar, numericToChar } from './number-to-char.ts';

const withoutContext = { volatility: 'stable' } as const;

export const formattingFunctions = [
  stable(1770, 'to_char', 'timestamptz text', 'text', timestampTzToChar),
  scalar(2049, 'to_char', 'timestamp text', 'text', timestampToChar, withoutContext),
  scalar(1768, 'to_char', 'interval text', 'text', intervalToChar, withoutContext),
  scalar(1772, 'to_char', 'numeric text', 'text', numericToChar, withoutContext),
  scalar(1773, 'to_char', 'int4 text', 'text', int4ToChar, withoutContext),
  scalar(1774, 'to_char', 'int8 text', 'text', int8ToChar, withoutContext),
  scalar(1775, 'to_char', 'float4 text', 'text', float4ToChar, withoutContext),
  scalar(1776, 'to_char', 'float8 text', 'text', float8ToChar, withoutContext),
  scalar(
    1777,
    'to_number',
    'text text',
    'numeric',
    (text: string, template: string): Numeric | null => toNumber(text, template),
    withoutContext,
  ),
  stable(1778, 'to_timestamp', 'text text', 'timestamptz', toTimestamp),
  scalar(1780, 'to_date', 'text text', 'date', toDate, withoutContext),
];
