/**
 * How large one value may become. V8 ends the process when an allocation finds no room, and functions need a multiple of their
 * argument: text cut into its characters takes 8 bytes for each, its words as an array 40. So texts and arrays that are made here
 * are a small part of the heap at most, where PostgreSQL's limit is a gigabyte. Values from outside have the limits of messages.
 */
import { sqlError } from '../errors/index.ts';
import { heapLimitBytes } from '../host/index.ts';

const share = 1 / 64;
const leastUnits = 1 << 20;
/** Beyond, arrays of the characters have more elements than V8 can have in one piece. */
const mostUnits = 1 << 26;

let units = 0;

/** UTF-16 units of a text, bytes of a bytea, elements of an array. */
function unitsMax(): number {
  if (units === 0) units = Math.max(leastUnits, Math.min(mostUnits, Math.floor(heapLimitBytes() * share)));
  return units;
}

export function checkTextLength(length: number): void {
  if (length > unitsMax()) throw sqlError('program_limit_exceeded', 'requested length too large');
}

export function checkElementCount(count: number): void {
  if (count > unitsMax()) {
    throw sqlError('program_limit_exceeded', `array size exceeds the maximum allowed (${unitsMax()})`);
  }
}

export function joinTexts(a: string, b: string): string {
  checkTextLength(a.length + b.length);
  return a + b;
}

/** The parts with `separator` between them. */
export function joinParts(parts: readonly string[], separator: string): string {
  let length = separator.length * Math.max(0, parts.length - 1);
  for (let i = 0; i < parts.length; i++) length += parts[i]!.length;
  checkTextLength(length);
  return parts.join(separator);
}
