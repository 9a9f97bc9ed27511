/**
 * Matches patterns with back references, which no automaton can: by trying, in the order of JavaScript's RegExp, one way after the other. Here
 * it is for what would take RegExp long, for that cannot be interrupted.
 */
import { checkInterruption } from '../../common/interruption.ts';
import { sqlError } from '../../errors/index.ts';
import { LinearRegex } from './linear-regex.ts';
import type { RegexNode } from './syntax-tree.ts';
import { toJavaScript } from './to-javascript.ts';

type Step =
  | { readonly kind: 'set'; readonly test: (point: number) => boolean }
  /** Goes on at `first`, and when that fails, at `second`. */
  | { readonly kind: 'fork'; first: number; second: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'constraint'; readonly regex: RegExp }
  | { readonly kind: 'look'; readonly look: number }
  | { readonly kind: 'reference'; readonly index: number }
  /** A turn of a repetition that has taken nothing is its last. */
  | { readonly kind: 'advanced'; readonly slot: number }
  | { readonly kind: 'match' };

const lookEvery = 1 << 16;
/** Alternatives that are left to be tried. */
const pendingMax = 1 << 24;
const stepsMax = 50_000;

export class BacktrackingRegex {
  private readonly steps: Step[] = [];
  private readonly groupCount: number;
  private slotCount: number;
  /** Have no back references in them. */
  private readonly looks: LinearRegex[] = [];

  constructor(root: RegexNode, groupCount: number) {
    this.groupCount = groupCount;
    this.slotCount = 2 * (groupCount + 1);
    this.compile(root);
    this.steps.push({ kind: 'match' });
  }

  private add(step: Step): number {
    if (this.steps.length >= stepsMax) {
      throw sqlError('invalid_regular_expression', 'invalid regular expression: regular expression is too complex');
    }
    return this.steps.push(step) - 1;
  }

  private compile(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.add({ kind: 'set', test: memberTest(node) });
        return;
      case 'concat':
        for (const item of node.items) this.compile(item);
        return;
      case 'group':
        this.add({ kind: 'save', slot: 2 * node.index });
        this.compile(node.item);
        this.add({ kind: 'save', slot: 2 * node.index + 1 });
        return;
      case 'constraint':
        // Sticky, it is asked at the beginnings of characters only.
        this.add({ kind: 'constraint', regex: new RegExp(toJavaScript(node), 'uy') });
        return;
      case 'look':
        this.add({ kind: 'look', look: this.looks.push(new LinearRegex(node, 0)) - 1 });
        return;
      case 'backReference':
        this.add({ kind: 'reference', index: node.index });
        return;
      case 'alternatives': {
        const ends: { to: number }[] = [];
        for (const [i, item] of node.items.entries()) {
          const fork = i < node.items.length - 1 ? { kind: 'fork' as const, first: 0, second: 0 } : null;
          if (fork !== null) fork.first = this.add(fork) + 1;
          this.compile(item);
          const jump = { kind: 'jump' as const, to: 0 };
          this.add(jump);
          ends.push(jump);
          if (fork !== null) fork.second = this.steps.length;
        }
        for (const end of ends) end.to = this.steps.length;
        return;
      }
      case 'repeat':
        this.compileRepeat(node);
    }
  }

  private compileRepeat(node: Extract<RegexNode, { kind: 'repeat' }>): void {
    for (let i = 0; i < node.min; i++) this.compile(node.item);
    const isEndless = node.max === Number.POSITIVE_INFINITY;
    const forks: { first: number; second: number }[] = [];
    for (let i = 0; i < (isEndless ? 1 : node.max - node.min); i++) {
      const fork = { kind: 'fork' as const, first: 0, second: 0 };
      const at = this.add(fork);
      forks.push(fork);
      const slot = this.slotCount++;
      this.add({ kind: 'save', slot });
      this.compile(node.item);
      this.add({ kind: 'advanced', slot });
      if (isEndless) this.add({ kind: 'jump', to: at });
      fork.first = at + 1;
    }
    for (const fork of forks) {
      fork.second = this.steps.length;
      if (!node.greedy) [fork.first, fork.second] = [fork.second, fork.first];
    }
  }

  /** Spans of the first match that begins at `from` or behind, or null. */
  match(text: string, from: number): number[] | null {
    let count = 0;
    const looks = this.looks.map((look) => look.places(text));
    for (let start = from; start <= text.length; ) {
      const slots = new Array<number>(this.slotCount).fill(-1);
      /** Three numbers each: the step and place to go on at, or a slot's number below zero and what it was. */
      const pending: number[] = [0, start];
      while (pending.length > 0) {
        let at = pending.pop()!;
        let step = pending.pop()!;
        if (step < 0) {
          slots[-1 - step] = at;
          continue;
        }
        for (let goes = true; goes; ) {
          if (++count % lookEvery === 0) checkInterruption();
          const item = this.steps[step++]!;
          switch (item.kind) {
            case 'set': {
              const point = text.codePointAt(at);
              if (point === undefined || !item.test(point)) goes = false;
              else at += point > 0xffff ? 2 : 1;
              break;
            }
            case 'fork':
              if (pending.length > pendingMax) throw sqlError('statement_too_complex', 'stack depth limit exceeded');
              pending.push(item.second, at);
              step = item.first;
              break;
            case 'jump':
              step = item.to;
              break;
            case 'save':
              pending.push(-1 - item.slot, slots[item.slot]!);
              slots[item.slot] = at;
              break;
            case 'look':
              goes = looks[item.look]![at] === 1;
              break;
            case 'constraint':
              item.regex.lastIndex = at;
              goes = item.regex.test(text);
              break;
            case 'reference': {
              const found = text.slice(slots[2 * item.index], slots[2 * item.index + 1]);
              goes = text.startsWith(found, at);
              at += found.length;
              break;
            }
            case 'advanced':
              goes = slots[item.slot] !== at;
              break;
            case 'match':
              return [start, at, ...slots.slice(2, 2 * (this.groupCount + 1))];
          }
        }
      }
      start += text.codePointAt(start)! > 0xffff ? 2 : 1;
    }
    return null;
  }
}

function memberTest({ ranges, negated }: Extract<RegexNode, { kind: 'set' }>): (point: number) => boolean {
  return (point) => {
    for (const [low, high] of ranges) if (point >= low && point <= high) return !negated;
    return negated;
  };
}
