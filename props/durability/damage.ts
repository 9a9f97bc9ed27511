/** Damage to the files of a store, as disks, cables and people make it. */
import type { Files, Random } from './sample-stores.ts';

export interface Damage {
  readonly what: string;
  readonly files: Files;
}

type Maker = (files: Map<string, Uint8Array>, random: Random) => string;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)]!;

/** A file, and a copy of its bytes in place of them. Zeros written ahead of the log are hit seldom. */
function change(
  files: Map<string, Uint8Array>,
  random: Random,
  how: (bytes: Uint8Array, used: number) => Uint8Array,
): string {
  const name = pick(random, [...files.keys()]);
  const bytes = files.get(name)!.slice();
  let used = bytes.length;
  while (used > 0 && bytes[used - 1] === 0) used--;
  files.set(name, how(bytes, random() < 0.9 ? Math.max(used, 1) : bytes.length));
  return name;
}

function blocks(bytes: Uint8Array, used: number, random: Random, write: (start: number, end: number) => void): void {
  const size = pick(random, [512, 4096]);
  const start = below(random, Math.ceil(used / size)) * size;
  write(start, Math.min(start + size, bytes.length));
}

const makers: Readonly<Record<string, Maker>> = {
  bits: (files, random) =>
    change(files, random, (bytes, used) => {
      for (let n = pick(random, [1, 1, 1, 2, 8]); n > 0; n--) bytes[below(random, used)]! ^= 1 << below(random, 8);
      return bytes;
    }),
  bytes: (files, random) =>
    change(files, random, (bytes, used) => {
      const start = below(random, used);
      const end = Math.min(used, start + 1 + below(random, 64));
      for (let i = start; i < end; i++) bytes[i] = below(random, 256);
      return bytes;
    }),
  truncated: (files, random) => change(files, random, (bytes, used) => bytes.slice(0, below(random, used))),
  zeroed: (files, random) =>
    change(files, random, (bytes, used) => {
      blocks(bytes, used, random, (start, end) => bytes.fill(0, start, end));
      return bytes;
    }),
  copied: (files, random) =>
    change(files, random, (bytes, used) => {
      const size = pick(random, [16, 72, 512, 4096]);
      const from = below(random, used);
      bytes.copyWithin(below(random, used), from, from + size);
      return bytes;
    }),
  inserted: (files, random) =>
    change(files, random, (bytes, used) => {
      const at = below(random, used);
      const size = pick(random, [1, 16, 512]);
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at, at + size), ...bytes.subarray(at)]);
    }),
  appended: (files, random) =>
    change(files, random, (bytes) => {
      const garbage = Uint8Array.from({ length: 1 + below(random, 600) }, () => below(random, 256));
      return Uint8Array.from([...bytes, ...garbage]);
    }),
  'block from elsewhere': (files, random) => {
    const source = pick(random, [...files.values()]);
    return change(files, random, (bytes, used) => {
      blocks(bytes, used, random, (start, end) => {
        const from = below(random, Math.ceil(source.length / 512)) * 512;
        bytes.set(source.subarray(from, from + end - start), start);
      });
      return bytes;
    });
  },
  'blocks exchanged': (files, random) =>
    change(files, random, (bytes, used) => {
      const one = below(random, Math.ceil(used / 512)) * 512;
      const other = below(random, Math.ceil(used / 512)) * 512;
      const first = bytes.slice(one, one + 512);
      const second = bytes.slice(other, other + 512);
      bytes.set(second.subarray(0, bytes.length - one), one);
      bytes.set(first.subarray(0, bytes.length - other), other);
      return bytes;
    }),
  'files exchanged': (files, random) => {
    const one = pick(random, [...files.keys()]);
    const other = pick(random, [...files.keys()]);
    const bytes = files.get(one)!;
    files.set(one, files.get(other)!);
    files.set(other, bytes);
    return `${one} and ${other}`;
  },
  'file copied over another': (files, random) => {
    const one = pick(random, [...files.keys()]);
    const other = pick(random, [...files.keys()]);
    files.set(other, files.get(one)!);
    return `${one} to ${other}`;
  },
  'file removed': (files, random) => {
    const name = pick(random, [...files.keys()]);
    files.delete(name);
    return name;
  },
  'file emptied': (files, random) => change(files, random, () => new Uint8Array(0)),
};

export const damageKinds = Object.keys(makers);

export function damaged(files: Files, random: Random): Damage {
  const copy = new Map(files);
  const what: string[] = [];
  // Mostly one at a time.
  for (let n = pick(random, [1, 1, 1, 2, 3]); n > 0 && copy.size > 0; n--) {
    const kind = pick(random, damageKinds);
    what.push(`${kind}: ${makers[kind]!(copy, random)}`);
  }
  return { what: what.join(', '), files: copy };
}
