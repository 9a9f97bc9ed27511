/**
 * Identities that .keyvalue() gives objects: ten thousand million times the number of the document, and in it the place of the
 * object in PostgreSQL's stored form, which is computed here. A container is a word of head, a word for each element (two for
 * each member), and then the elements' bytes; numbers and containers start at a multiple of four.
 */
import type { Jsonb } from '../../types/json/jsonb-value.ts';
import type { Numeric } from '../../types/numeric-value.ts';
import { leadingDigit } from '../../types/numeric-value.ts';
import { utf8Length } from '../../types/text-order.ts';

const known = new WeakMap<Jsonb, Map<Jsonb, number>>();

/** Offset of a container in the document; 0 when it is the document. */
export function offsetIn(document: Jsonb, container: Jsonb): number {
  if (document === container) return 0;
  let offsets = known.get(document);
  if (offsets === undefined) {
    offsets = new Map();
    layout(document, 0, offsets);
    known.set(document, offsets);
  }
  return offsets.get(container) ?? 0;
}

function aligned(at: number): number {
  return (at + 3) & ~3;
}

/** End of the container that starts at `start`. */
function layout(container: Jsonb, start: number, offsets: Map<Jsonb, number>): number {
  if (!offsets.has(container)) offsets.set(container, start);
  const object = container.kind === 'object';
  let at = start + 4 + 4 * container.items.length * (object ? 2 : 1);
  for (const key of container.keys) at += utf8Length(key);
  for (const item of container.items) {
    switch (item.kind) {
      case 'string':
        at += utf8Length(item.scalar as string);
        break;
      case 'number':
        at = aligned(at) + numericSize(item.scalar as Numeric);
        break;
      case 'array':
      case 'object':
        at = layout(item, aligned(at), offsets);
        break;
      default:
    }
  }
  return at;
}

/** Bytes of a numeric: its length, a short or long head, and two for each base-10000 digit. */
function numericSize(value: Numeric): number {
  const trimmed = value.trimScale();
  if (trimmed.unscaled === 0n) return value.scale <= 63 ? 6 : 8;
  const { weight } = leadingDigit(trimmed);
  let lowest = -Math.ceil(trimmed.scale / 4);
  if (trimmed.scale === 0) {
    let rest = trimmed.unscaled;
    lowest = 0;
    while (rest % 10000n === 0n) {
      rest /= 10000n;
      lowest++;
    }
  }
  const short = value.scale <= 63 && weight >= -64 && weight <= 63;
  return (short ? 6 : 8) + 2 * (weight - lowest + 1);
}
