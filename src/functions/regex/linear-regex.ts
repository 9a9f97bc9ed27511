/**
 * A regular expression without back references, matched by automata: in time proportional to the text for whether and where it matches, and
 * to the text times the size of the expression for the extents of its parts.
 *
 * Finds the match PostgreSQL finds ("Regular Expression Matching Rules"): earliest start; then longest, or shortest where the expression
 * prefers that; then, from the left, each part as long (or short) as the rest allows.
 */
import { checkInterruption } from '../../common/interruption.ts';
import { Alphabet } from './alphabet.ts';
import { AutomatonBuilder, tooComplex } from './automaton.ts';
import { LazyDfa } from './lazy-dfa.ts';
import { preferenceOf } from './preference.ts';
import { Subject } from './subject.ts';
import { groupsIn, type RegexNode, visitNodes } from './syntax-tree.ts';

type LookNode = Extract<RegexNode, { kind: 'look' }>;
type RepeatNode = Extract<RegexNode, { kind: 'repeat' }>;

/** Of the parts of an expression, which may have thousands. */
const machinesMax = 256;
/** Code units of a text that is kept when nothing more is to be found in it. */
const keptMax = 1 << 16;
/** As many bits a place's lookarounds have. */
const looksMax = 8;

export class LinearRegex {
  private readonly root: RegexNode;
  private readonly groupCount: number;
  private readonly alphabet: Alphabet;
  /** Inner ones before those around them. */
  private readonly looks: LookNode[] = [];
  private readonly hasConstraints: boolean;
  private readonly builder: AutomatonBuilder;
  private readonly machines = new Map<string, LazyDfa>();
  private readonly names = new Map<RegexNode, number>();
  private subject: Subject | null = null;
  /** Of the subject, by place: a match begins there. */
  private starts: Uint8Array | null = null;

  constructor(root: RegexNode, groupCount: number) {
    this.root = root;
    this.groupCount = groupCount;
    const sets: Extract<RegexNode, { kind: 'set' }>[] = [];
    let hasConstraints = false;
    visitNodes(root, (node) => {
      if (node.kind === 'set') sets.push(node);
      else if (node.kind === 'constraint') hasConstraints = true;
      else if (node.kind === 'look') this.looks.push(node);
    });
    if (this.looks.length > looksMax) throw tooComplex();
    this.hasConstraints = hasConstraints;
    this.alphabet = new Alphabet(sets);
    this.builder = new AutomatonBuilder(this.alphabet, this.looks);
  }

  test(text: string): boolean {
    const subject = this.read(text);
    let found = false;
    this.machine([this.root], false, true).run(subject, 0, text.length, () => (found = true));
    if (text.length > keptMax) this.forget();
    return found;
  }

  /** The first place from `from` on where a match begins; -1 if there is none. */
  startFrom(text: string, from: number): number {
    const start = this.places(text).indexOf(1, from);
    if (start < 0 && text.length > keptMax) this.forget();
    return start;
  }

  /** By place of the text, its end included: 1 where a match begins. */
  places(text: string): Uint8Array {
    const subject = this.read(text);
    this.starts ??= this.marks(this.machine([this.root], true, true), subject, text.length, 0);
    return this.starts;
  }

  /** Start and end of the match that begins at `start`, and of each group from index 2 on, -1 for groups that took no part. */
  spansAt(text: string, start: number): number[] {
    const subject = this.read(text);
    const spans = new Array<number>(2 * (this.groupCount + 1)).fill(-1);
    spans[0] = start;
    spans[1] = this.pick(subject, this.root, start, text.length, () => true);
    this.dissect(subject, this.root, start, spans[1], spans);
    return spans;
  }

  private forget(): void {
    this.subject = null;
    this.starts = null;
  }

  /** The text as a subject; the last one of all is kept, for a text may be searched for match after match. */
  private read(text: string): Subject {
    if (this.subject !== null && this.subject.text === text) return this.subject;
    const subject = new Subject(text, this.alphabet, this.looks.length);
    for (const [number, { item, ahead }] of this.looks.entries()) {
      const [from, to] = ahead ? [text.length, 0] : [0, text.length];
      this.machine([item], ahead, true).run(subject, from, to, (at) => {
        subject.looks[at]! |= 1 << number;
        return false;
      });
    }
    this.starts = null;
    this.subject = subject;
    if (reader !== this) reader?.forget();
    reader = this;
    return subject;
  }

  private machine(nodes: readonly RegexNode[], isBackward: boolean, isSearch = false): LazyDfa {
    const key = `${isBackward ? 'b' : 'f'}${isSearch ? 's' : ''}${nodes.map((node) => this.nameOf(node)).join()}`;
    let machine = this.machines.get(key);
    if (machine === undefined) {
      checkInterruption();
      if (this.machines.size >= machinesMax) this.machines.clear();
      machine = new LazyDfa(this.builder.build(nodes, isBackward), this.alphabet, {
        isBackward,
        isSearch,
        hasConstraints: this.hasConstraints,
        lookCount: this.looks.length,
      });
      this.machines.set(key, machine);
    }
    return machine;
  }
  private nameOf(node: RegexNode): number {
    let name = this.names.get(node);
    if (name === undefined) this.names.set(node, (name = this.names.size));
    return name;
  }

  /** By place from `to` on: a match of the machine, which reads backwards, begins there, of those that end at `from`. */
  private marks(machine: LazyDfa, subject: Subject, from: number, to: number): Uint8Array {
    const marks = new Uint8Array(from - to + 1);
    machine.run(subject, from, to, (at) => {
      marks[at - to] = 1;
      return false;
    });
    return marks;
  }

  /** Where a match of the node that begins at `from` ends, of those that `allows` has, the one the node prefers; -1 for none. */
  private pick(subject: Subject, node: RegexNode, from: number, to: number, allows: (at: number) => boolean): number {
    const first = preferenceOf(node) === 'shortest';
    let picked = -1;
    this.machine([node], false).run(subject, from, to, (at) => {
      if (!allows(at)) return false;
      picked = at;
      return first;
    });
    return picked;
  }

  private matches(subject: Subject, node: RegexNode, from: number, to: number): boolean {
    return this.pick(subject, node, from, to, (at) => at === to) >= 0;
  }

  /** Gives the groups inside `node` their spans, knowing that it matched from `from` to `to`. */
  private dissect(subject: Subject, node: RegexNode, from: number, to: number, spans: number[]): void {
    if (!groupsIn(node)) return;
    switch (node.kind) {
      case 'group':
        spans[2 * node.index] = from;
        spans[2 * node.index + 1] = to;
        this.dissect(subject, node.item, from, to, spans);
        return;
      case 'alternatives': {
        const chosen = node.items.find((item) => this.matches(subject, item, from, to));
        if (chosen !== undefined) this.dissect(subject, chosen, from, to, spans);
        return;
      }
      case 'concat':
        this.dissectSequence(subject, node.items, from, to, spans);
        return;
      case 'repeat':
        this.dissectRepeat(subject, node, from, to, spans);
        return;
      default:
    }
  }

  private dissectSequence(
    subject: Subject,
    items: readonly RegexNode[],
    from: number,
    to: number,
    spans: number[],
  ): void {
    let position = from;
    for (let i = 0; i < items.length; i++) {
      const rest = items.slice(i);
      if (!rest.some(groupsIn)) return;
      const item = items[i]!;
      let end = to;
      if (rest.length > 1) {
        const marks = this.marks(this.machine(rest.slice(1), true), subject, to, position);
        const begin = position;
        end = this.pick(subject, item, position, to, (at) => marks[at - begin] === 1);
      }
      this.dissect(subject, item, position, end, spans);
      position = end;
    }
  }

  /**
   * The groups of a repeated part keep what its last turn matched. Where one turn must be, it is the last, and the others come before it with
   * the preference of the whole; otherwise each turn takes something. A part that prefers to be short does not take its turn for nothing.
   */
  private dissectRepeat(subject: Subject, node: RepeatNode, from: number, to: number, spans: number[]): void {
    const { item, min } = node;
    if (node.max === 0) return;
    if (min > 0) {
      const last = this.marks(this.machine([item], true), subject, to, from);
      const before = this.restOf(node, 1);
      const position = this.pick(subject, before, from, to, (at) => last[at - from] === 1);
      this.dissect(subject, item, position, to, spans);
      return;
    }
    if (from === to) {
      if (preferenceOf(item) !== 'shortest' && this.matches(subject, item, to, to))
        this.dissect(subject, item, to, to, spans);
      return;
    }
    let position = from;
    let marks: Uint8Array | null = null;
    for (let turn = 1; position < to; turn++) {
      const begin = position;
      // Without a bound to count towards, what follows each turn is the same.
      if (marks === null || node.max !== Number.POSITIVE_INFINITY) {
        marks = this.marks(this.machine([this.restOf(node, turn)], true), subject, to, from);
      }
      const follows = marks;
      position = this.pick(subject, item, begin, to, (at) => at > begin && follows[at - from] === 1);
      this.dissectTurn(subject, item, begin, position, spans);
    }
  }

  private readonly rests = new Map<RepeatNode, Map<string, RepeatNode>>();

  /** What the repetition is after so many turns; the same node for the same bounds. */
  private restOf(node: RepeatNode, turns: number): RepeatNode {
    const [min, max] = [Math.max(0, node.min - turns), node.max - turns];
    let known = this.rests.get(node);
    if (known === undefined) this.rests.set(node, (known = new Map()));
    const key = `${min} ${max}`;
    let rest = known.get(key);
    if (rest === undefined) known.set(key, (rest = { ...node, min, max }));
    return rest;
  }

  private dissectTurn(subject: Subject, item: RegexNode, from: number, to: number, spans: number[]): void {
    visitNodes(item, (node) => {
      if (node.kind !== 'group') return;
      spans[2 * node.index] = -1;
      spans[2 * node.index + 1] = -1;
    });
    this.dissect(subject, item, from, to, spans);
  }
}

/** The one that keeps its subject. */
let reader: LinearRegex | null = null;
