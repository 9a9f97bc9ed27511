/** Counters of sequences, in checkpoints and in the log: varint n, each varint storage, last value datum, u8 called. */
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import { readDatum, writeDatum } from '../types/datum-codec.ts';

export interface SequenceImage {
  /** Storage OID. */
  readonly storage: number;
  readonly lastValue: number | bigint;
  readonly isCalled: boolean;
}

export function writeSequences(out: ByteWriter, sequences: readonly SequenceImage[]): void {
  out.varint(sequences.length);
  for (const { storage, lastValue, isCalled } of sequences) {
    out.varint(storage);
    writeDatum(out, lastValue);
    out.u8(isCalled ? 1 : 0);
  }
}

export function readSequences(input: ByteReader): SequenceImage[] {
  const sequences: SequenceImage[] = [];
  for (let n = input.count(3); n > 0; n--) {
    const storage = input.varint();
    const lastValue = readDatum(input);
    if (typeof lastValue !== 'number' && typeof lastValue !== 'bigint') throw new DecodeError('a sequence is damaged');
    sequences.push({ storage, lastValue, isCalled: input.u8() === 1 });
  }
  return sequences;
}
