/** How much memory values take, roughly: enough to tell what fits from what does not, at a few nanoseconds a value. */

import { Jsonb } from '../../types/json/jsonb-value.ts';
import { Numeric } from '../../types/numeric-value.ts';
import type { Datum } from '../../types/type-def.ts';

const objectBytes = 48;

/** In an array that holds it. Values that several places share are counted in each. */
export function sizeOfValue(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return 24 + value.length;
    case 'bigint':
      return 32;
    case 'object':
      return value === null ? 8 : sizeOfObject(value);
    default:
      return 8;
  }
}

function sizeOfObject(value: object): number {
  if (value instanceof Numeric) return 96;
  if (value instanceof Uint8Array) return 120 + value.byteLength;
  if (value instanceof Jsonb) return sizeOfJsonb(value);
  if (Array.isArray(value)) return sizeOfValues(value);
  if ('values' in value && Array.isArray(value.values)) return objectBytes + sizeOfValues(value.values);
  // The sizes of what else there is grow with its fields: ranges, intervals, addresses, lexemes.
  let size = objectBytes;
  for (const field of Object.values(value)) {
    size += Array.isArray(field) ? sizeOfValues(field) : typeof field === 'string' ? 24 + field.length : 16;
  }
  return size;
}

function sizeOfValues(values: readonly unknown[]): number {
  let size = objectBytes;
  for (let i = 0; i < values.length; i++) size += sizeOfValue(values[i] as Datum);
  return size;
}

function sizeOfJsonb(value: Jsonb): number {
  let size = 80;
  if (typeof value.scalar === 'string') size += value.scalar.length;
  for (const key of value.keys) size += 24 + key.length;
  for (const item of value.items) size += sizeOfJsonb(item);
  return size;
}
