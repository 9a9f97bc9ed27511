/** Characters that no set of a pattern tells apart are one class: automata step over classes. */
import { lastCodePoint, wordRanges } from './character-classes.ts';
import type { Ranges, RegexNode } from './syntax-tree.ts';

type SetNode = Extract<RegexNode, { kind: 'set' }>;

/** What constraints see of a character beside them. */
export const edgeKind = 0;
export const newlineKind = 1;
export const wordKind = 2;
export const otherKind = 3;

const newlines: Ranges = [[10, 10]];

export class Alphabet {
  /** Number of classes. */
  readonly size: number;
  /** First code points of the intervals that differ, in order, and the class of each. */
  private readonly starts: readonly number[];
  private readonly classes: Uint16Array;
  private readonly ascii = new Uint16Array(128);
  /** A member of each class. */
  private readonly samples: number[] = [];
  private readonly members = new Map<SetNode, Uint8Array>();

  constructor(sets: readonly SetNode[]) {
    const distinct = new Map<string, Ranges>([newlines, wordRanges].map((ranges) => [String(ranges), ranges]));
    for (const { ranges } of sets) distinct.set(String(ranges), ranges);
    const starts = new Set([0]);
    for (const ranges of distinct.values()) {
      for (const [low, high] of ranges) {
        starts.add(low);
        if (high < lastCodePoint) starts.add(high + 1);
      }
    }
    this.starts = [...starts].sort((a, b) => a - b);
    this.classes = new Uint16Array(this.starts.length);
    // Each set divides the classes that it has a part of.
    let count = 1;
    for (const ranges of distinct.values()) {
      const parts = new Map<number, number>();
      for (const index of this.intervalsOf(ranges)) {
        const whole = this.classes[index]!;
        let part = parts.get(whole);
        if (part === undefined) parts.set(whole, (part = count++));
        this.classes[index] = part;
      }
    }
    const numbers = new Map<number, number>();
    for (const [index, found] of this.classes.entries()) {
      let number = numbers.get(found);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(found, number);
        this.samples.push(this.starts[index]!);
      }
      this.classes[index] = number;
    }
    this.size = numbers.size;
    for (let point = 0; point < 128; point++) this.ascii[point] = this.classes[this.intervalAt(point)]!;
  }

  private intervalsOf(ranges: Ranges): Set<number> {
    const found = new Set<number>();
    for (const [low, high] of ranges) {
      for (let i = this.intervalAt(low); i < this.starts.length && this.starts[i]! <= high; i++) found.add(i);
    }
    return found;
  }

  private intervalAt(point: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= point) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  classOf(point: number): number {
    return point < 128 ? this.ascii[point]! : this.classes[this.intervalAt(point)]!;
  }

  kindOf(characterClass: number): number {
    const point = this.samples[characterClass]!;
    if (point === 10) return newlineKind;
    return wordRanges.some(([low, high]) => point >= low && point <= high) ? wordKind : otherKind;
  }

  /** By class: 1 where the set has it. */
  membersOf(set: SetNode): Uint8Array {
    let members = this.members.get(set);
    if (members === undefined) {
      members = Uint8Array.from(this.samples, (point) => {
        const isInside = set.ranges.some(([low, high]) => point >= low && point <= high);
        return isInside === set.negated ? 0 : 1;
      });
      this.members.set(set, members);
    }
    return members;
  }
}
