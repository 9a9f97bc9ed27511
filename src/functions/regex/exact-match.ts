/**
 * Finds the match PostgreSQL finds ("Regular Expression Matching Rules"): earliest start; then longest, or shortest where the
 * expression prefers that; then, from the left, each part as long (or short) as the rest allows.
 *
 * Works on sets of ends: `ends(node, from)` is every position where a match of the node that starts at `from` can stop,
 * kept by node and position, so that no pattern takes exponential time. Back references depend on what was captured and
 * cannot be treated so.
 */
import { unsupported } from '../../errors/index.ts';
import type { RegexNode } from './syntax-tree.ts';
import { toJavaScript } from './to-javascript.ts';

type Preference = 'longest' | 'shortest' | null;

/** What a node prefers; null when it has only one length to prefer, or no opinion. */
export function preferenceOf(node: RegexNode): Preference {
  switch (node.kind) {
    case 'concat': {
      for (const item of node.items) {
        const preference = preferenceOf(item);
        if (preference !== null) return preference;
      }
      return null;
    }
    case 'alternatives':
      return 'longest';
    case 'group':
      return preferenceOf(node.item);
    case 'repeat':
      if (node.asItem) return preferenceOf(node.item);
      return node.greedy ? 'longest' : 'shortest';
    default:
      return null;
  }
}

const noEnds: readonly number[] = [];

export class ExactMatcher {
  private readonly text: string;
  private readonly memo = new Map<RegexNode, Map<number, readonly number[]>>();
  private readonly zeroWidth: Map<RegexNode, RegExp>;

  /** `zeroWidth` keeps the translated lookarounds and constraints of the pattern between texts. */
  constructor(text: string, zeroWidth: Map<RegexNode, RegExp>) {
    this.text = text;
    this.zeroWidth = zeroWidth;
  }

  /** Start and end of the whole match and of each group from index 2 on, -1 for groups that took no part. */
  match(root: RegexNode, groupCount: number, start: number): number[] {
    const end = this.pick(root, this.ends(root, start), Number.POSITIVE_INFINITY);
    const spans = new Array<number>(2 * (groupCount + 1)).fill(-1);
    spans[0] = start;
    spans[1] = end;
    this.dissect(root, start, end, spans);
    return spans;
  }

  private pick(node: RegexNode, ends: readonly number[], limit: number): number {
    const allowed = ends.filter((end) => end <= limit);
    return preferenceOf(node) === 'shortest' ? Math.min(...allowed) : Math.max(...allowed);
  }

  private ends(node: RegexNode, from: number): readonly number[] {
    let known = this.memo.get(node);
    if (known === undefined) this.memo.set(node, (known = new Map()));
    let ends = known.get(from);
    if (ends === undefined) {
      ends = this.findEnds(node, from);
      known.set(from, ends);
    }
    return ends;
  }

  private findEnds(node: RegexNode, from: number): readonly number[] {
    switch (node.kind) {
      case 'set':
        return this.matchSet(node, from);
      case 'constraint':
      case 'look':
        return this.holds(node, from) ? [from] : noEnds;
      case 'group':
        return this.ends(node.item, from);
      case 'alternatives':
        return [...new Set(node.items.flatMap((item) => this.ends(item, from)))];
      case 'concat':
        return [...this.sequenceEnds(node.items, 0, from)];
      case 'repeat':
        return this.repeatEnds(node, from, node.min, node.max);
      case 'backReference':
        throw unsupported('extracting a match by a regular expression with a back reference');
    }
  }

  private matchSet(node: Extract<RegexNode, { kind: 'set' }>, from: number): readonly number[] {
    const point = this.text.codePointAt(from);
    if (point === undefined) return noEnds;
    let inside = false;
    for (const [low, high] of node.ranges) if (point >= low && point <= high) inside = true;
    return inside === node.negated ? noEnds : [from + (point > 0xffff ? 2 : 1)];
  }

  private holds(node: RegexNode, at: number): boolean {
    let regex = this.zeroWidth.get(node);
    if (regex === undefined) this.zeroWidth.set(node, (regex = new RegExp(toJavaScript(node), 'uy')));
    regex.lastIndex = at;
    return regex.test(this.text);
  }

  private sequenceEnds(items: readonly RegexNode[], first: number, from: number): Set<number> {
    let positions = new Set([from]);
    for (let i = first; i < items.length; i++) {
      const next = new Set<number>();
      for (const position of positions) for (const end of this.ends(items[i]!, position)) next.add(end);
      positions = next;
    }
    return positions;
  }

  private repeatEnds(
    node: Extract<RegexNode, { kind: 'repeat' }>,
    from: number,
    min: number,
    max: number,
  ): readonly number[] {
    const found = new Set<number>();
    if (min === 0) found.add(from);
    let positions = new Set([from]);
    for (let count = 1; count <= max && positions.size > 0; count++) {
      const next = new Set<number>();
      for (const position of positions) {
        for (const end of this.ends(node.item, position)) if (count <= min || !found.has(end)) next.add(end);
      }
      if (count >= min) for (const end of next) found.add(end);
      // Once the least number is reached, positions already seen lead nowhere new.
      positions = next;
    }
    return [...found];
  }

  /** Gives the groups inside `node` their spans, knowing that it matched from `from` to `to`. */
  private dissect(node: RegexNode, from: number, to: number, spans: number[]): void {
    switch (node.kind) {
      case 'group':
        spans[2 * node.index] = from;
        spans[2 * node.index + 1] = to;
        this.dissect(node.item, from, to, spans);
        return;
      case 'alternatives': {
        const chosen = node.items.find((item) => this.ends(item, from).includes(to));
        if (chosen !== undefined) this.dissect(chosen, from, to, spans);
        return;
      }
      case 'concat':
        this.dissectSequence(node.items, from, to, spans);
        return;
      case 'repeat':
        this.dissectRepeat(node, from, to, spans);
        return;
      default:
    }
  }

  private dissectSequence(items: readonly RegexNode[], from: number, to: number, spans: number[]): void {
    let position = from;
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      const ends = this.ends(item, position).filter((end) => this.sequenceEnds(items, i + 1, end).has(to));
      const end = this.pick(item, ends, to);
      this.dissect(item, position, end, spans);
      position = end;
    }
  }

  /**
   * The groups of a repeated part keep what its last turn matched, which is nothing, at the end, where the part may be
   * empty and another turn is allowed (after x* only if there was none); groups that took no part in that turn are unset again.
   */
  private dissectRepeat(node: Extract<RegexNode, { kind: 'repeat' }>, from: number, to: number, spans: number[]): void {
    let position = from;
    let count = 0;
    while (position < to || count < node.min) {
      const rest = (end: number) =>
        this.repeatEnds(node, end, Math.max(0, node.min - count - 1), node.max - count - 1).includes(to);
      const ends = this.ends(node.item, position).filter((end) => (end > position || count < node.min) && rest(end));
      if (ends.length === 0) return;
      const end = this.pick(node.item, ends, to);
      this.dissectTurn(node.item, position, end, spans);
      position = end;
      count++;
    }
    const mayEndEmpty = count < node.max && (count === 0 || node.min > 0);
    if (mayEndEmpty && this.ends(node.item, to).includes(to)) this.dissectTurn(node.item, to, to, spans);
  }

  private dissectTurn(item: RegexNode, from: number, to: number, spans: number[]): void {
    unsetGroups(item, spans);
    this.dissect(item, from, to, spans);
  }
}

function unsetGroups(node: RegexNode, spans: number[]): void {
  switch (node.kind) {
    case 'group':
      spans[2 * node.index] = -1;
      spans[2 * node.index + 1] = -1;
      unsetGroups(node.item, spans);
      return;
    case 'repeat':
      unsetGroups(node.item, spans);
      return;
    case 'concat':
    case 'alternatives':
      for (const item of node.items) unsetGroups(item, spans);
      return;
    default:
  }
}
