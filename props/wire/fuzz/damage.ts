/** Streams of messages with some of their bytes, messages or lengths changed, cut into pieces of any size. */
import fc from 'fast-check';
import { queryMessages, start, startupMessages } from './messages.ts';

interface Damage {
  readonly at: number;
  readonly kind: 'set' | 'drop' | 'repeat' | 'cut' | 'length' | 'body' | 'swap' | 'splice' | 'twice' | 'without';
  readonly value: number;
}

export interface Stream {
  /** Every length is right: a message may be wrong, but none waits for the rest of one. */
  readonly whole: boolean;
  /** Before authentication as well as behind it. */
  readonly fromStart: boolean;
  readonly bytes: Buffer;
  readonly messages: number;
  readonly pieces: readonly number[];
  readonly tcp: boolean;
}

const odd = fc.oneof(fc.constantFrom(0, 1, 4, 127, 128, 255), fc.nat(255));
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(100_000),
  kind: fc.constantFrom<Damage['kind']>(
    ...(['set', 'drop', 'repeat', 'cut', 'length', 'splice', 'swap', 'swap', 'swap', 'body', 'body', 'body'] as const),
    ...(['body', 'body', 'body', 'body', 'body', 'body', 'body', 'body', 'body'] as const),
  ),
  value: odd,
});

/** What leaves messages whole. */
const innerDamage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(100_000),
  kind: fc.constantFrom<Damage['kind']>('body', 'body', 'body', 'body', 'body', 'swap', 'twice', 'without'),
  value: odd,
});

const pieces = fc.oneof(
  fc.constant([1_000_000]),
  fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 5 }),
);

export const damagedStream: fc.Arbitrary<Stream> = fc
  .record({
    fromStart: fc.constantFrom(false, false, false, false, true),
    // What is likely to meet: whole groups of messages behind each other.
    queries: fc.array(fc.nat(queryMessages.length - 1), { minLength: 10, maxLength: 60, size: 'max' }),
    startups: fc.array(fc.nat(startupMessages.length - 1), { minLength: 1, maxLength: 3 }),
    whole: fc.constantFrom(true, true, true, false),
    list: fc.array(damage, { minLength: 0, maxLength: 6 }),
    inner: fc.array(innerDamage, { minLength: 0, maxLength: 12 }),
    pieces,
    tcp: fc.constantFrom(false, false, false, true),
  })
  .map(({ fromStart, queries, startups, whole, list, inner, pieces, tcp }) => {
    const sent = queries.map((i) => queryMessages[i]!);
    const all = fromStart ? [...startups.map((i) => startupMessages[i]!), ...sent.slice(0, 4)] : sent;
    const body = damaged(all, whole ? inner : list);
    return {
      whole: whole && !fromStart,
      fromStart,
      bytes: fromStart ? body : Buffer.concat([start, body]),
      messages: all.length + (fromStart ? 0 : 1),
      pieces,
      tcp,
    };
  });

function damaged(messages: readonly Buffer[], list: readonly Damage[]): Buffer {
  const parts = messages.map((message) => Buffer.from(message));
  for (const { at, kind, value } of list) {
    const i = at % parts.length;
    const part = parts[i]!;
    const place = part.length === 0 ? 0 : Math.floor(at / 97) % part.length;
    switch (kind) {
      case 'set':
        if (part.length > 0) part[place] = value;
        break;
      case 'drop':
        parts[i] = Buffer.concat([part.subarray(0, place), part.subarray(place + 1 + (value % 8))]);
        break;
      case 'repeat':
        parts[i] = Buffer.concat([part.subarray(0, place + 1), part.subarray(place)]);
        break;
      case 'cut':
        parts[i] = part.subarray(0, place);
        break;
      case 'length':
        if (part.length >= 5) part.writeInt32BE([0, 3, 4, 5, -1, 2147483647, part.length, value * 256][value % 8]!, 1);
        break;
      case 'body': {
        // What is in the message, with a length that is right again.
        if (part.length < 6) break;
        const inside = 5 + (place % (part.length - 5));
        const grown = value % 3 === 0;
        const changed = grown
          ? Buffer.concat([part.subarray(0, inside), part.subarray(inside - 1)])
          : Buffer.from(part);
        if (!grown) changed[inside] = value;
        changed.writeInt32BE(changed.length - 1, 1);
        parts[i] = changed;
        break;
      }
      case 'twice':
        parts[i] = Buffer.concat([part, part]);
        break;
      case 'without':
        parts[i] = Buffer.alloc(0);
        break;
      case 'swap': {
        const j = (i + 1 + value) % parts.length;
        parts[i] = parts[j]!;
        parts[j] = part;
        break;
      }
      case 'splice': {
        const other = parts[(i + 1 + value) % parts.length]!;
        parts[i] = Buffer.concat([part.subarray(0, place), other.subarray(Math.min(place, other.length))]);
        break;
      }
    }
  }
  return Buffer.concat(parts);
}
