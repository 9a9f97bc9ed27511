/**
 * The automaton made deterministic while it runs: a state is a set of states of the nondeterministic one, and is made when a text first
 * leads to it, so that reading a text takes time in proportion to its length. What constraints ask about the characters on both
 * sides of a place is known when the next one is seen; whether a match ends at a place is said then, too.
 */
import { checkInterruption } from '../../common/interruption.ts';
import { type Alphabet, edgeKind, newlineKind, wordKind } from './alphabet.ts';
import { type Automaton, tooComplex } from './automaton.ts';
import type { Subject } from './subject.ts';
import type { Constraint } from './syntax-tree.ts';

/** Numbers in the tables of one automaton, and of all there are, four bytes each; beyond, they are made anew. */
const cellsMax = 1 << 20;
const cellsOfAllMax = 1 << 23;
const symbolsMax = 1 << 14;
/** Steps that are computed between two looks whether to go on. */
const lookEvery = 256;

const dead = 0;

interface DfaOptions {
  readonly isBackward: boolean;
  /** A match may begin at every place, and not only at the first. */
  readonly isSearch: boolean;
  readonly hasConstraints: boolean;
  readonly lookCount: number;
}

/** Those that have more than they begin with. */
const grown = new Set<LazyDfa>();
let cellsOfAll = 0;

export class LazyDfa {
  private readonly automaton: Automaton;
  private readonly alphabet: Alphabet;
  private readonly options: DfaOptions;
  /** Symbols without what lookarounds say; the last one is the end of the text. */
  private readonly width: number;
  private readonly kinds: Uint8Array;
  /** By state and symbol: (next state << 1 | a match ends here) + 1, or 0 while it is not known. */
  private tables: Int32Array[] = [];
  private kernels: Int32Array[] = [];
  private kindBehind: number[] = [];
  private known = new Map<string, number>();
  private readonly seen: Int32Array;
  private stamp = 0;
  /** Of its states. */
  private cells = 0;
  private computed = 0;

  constructor(automaton: Automaton, alphabet: Alphabet, options: DfaOptions) {
    this.automaton = automaton;
    this.alphabet = alphabet;
    this.options = options;
    this.width = alphabet.size + 1;
    if (this.width << options.lookCount > symbolsMax) throw tooComplex();
    this.kinds = Uint8Array.from({ length: this.width }, (_, i) =>
      options.hasConstraints && i < alphabet.size ? alphabet.kindOf(i) : edgeKind,
    );
    this.seen = new Int32Array(automaton.states.length);
    this.clear();
  }

  private clear(): void {
    cellsOfAll -= this.cells;
    grown.delete(this);
    this.cells = 0;
    this.tables = [];
    this.kernels = [];
    this.kindBehind = [];
    this.known = new Map();
    this.add('', new Int32Array(0), edgeKind);
  }

  private stateOf(kernel: Int32Array, kind: number): number {
    // Without threads it does not matter what stands behind.
    const key = kernel.length === 0 ? '' : `${kind}:${kernel.join()}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const cells = this.cellsOf(kernel);
    if (this.cells + cells > cellsMax && this.tables.length > 2) this.clear();
    if (cellsOfAll + cells > cellsOfAllMax) for (const other of [...grown]) other.clear();
    return this.known.get(key) ?? this.add(key, kernel, kind);
  }

  /** A state has a place for each symbol; what it is made of, and its key, take a few for each thread. */
  private cellsOf(kernel: Int32Array): number {
    return (this.width << this.options.lookCount) + 4 * kernel.length;
  }

  private add(key: string, kernel: Int32Array, kind: number): number {
    // The state without threads is always there, and does not count.
    if (kernel.length > 0) {
      const cells = this.cellsOf(kernel);
      this.cells += cells;
      cellsOfAll += cells;
      grown.add(this);
    }
    const state = this.tables.push(new Int32Array(this.width << this.options.lookCount)) - 1;
    this.kernels.push(kernel);
    this.kindBehind.push(kind);
    this.known.set(key, state);
    return state;
  }

  private compute(state: number, symbol: number): number {
    if (++this.computed % lookEvery === 0) checkInterruption();
    const { states, start } = this.automaton;
    const { isBackward, isSearch } = this.options;
    const next = symbol % this.width;
    const looks = (symbol - next) / this.width;
    const table = this.tables[state]!;
    const [behind, ahead] = [this.kindBehind[state]!, this.kinds[next]!];
    const [left, right] = isBackward ? [ahead, behind] : [behind, ahead];
    const mark = ++this.stamp;
    const pending = [...this.kernels[state]!];
    const reached: number[] = [];
    let accepts = 0;
    const visit = (id: number): void => {
      if (this.seen[id] === mark) return;
      this.seen[id] = mark;
      pending.push(id);
    };
    for (const id of pending) this.seen[id] = mark;
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const item = states[id]!;
      switch (item.kind) {
        case 'match':
          accepts = 1;
          break;
        case 'free':
          for (const free of item.next) visit(free);
          break;
        case 'constraint':
          if (holds(item.at, left, right)) visit(item.next);
          break;
        case 'look':
          if (((looks >> item.look) & 1) === (item.negated ? 0 : 1)) visit(item.next);
          break;
        case 'character':
          if (next < this.alphabet.size && item.members[next] === 1) reached.push(item.next);
      }
    }
    if (isSearch && next < this.alphabet.size) reached.push(start);
    const kernel = Int32Array.from(new Set(reached)).sort();
    const value = ((this.stateOf(kernel, ahead) << 1) | accepts) + 1;
    table[symbol] = this.tables[state] === table ? value : 0;
    return value;
  }

  private initial(kind: number): number {
    return this.stateOf(Int32Array.of(this.automaton.start), kind);
  }

  /**
   * Reads from `from` towards `to`, and tells `accept` of each place, both ends included, where a match ends (backwards: begins); it
   * stops where `accept` says so, or nothing can follow.
   */
  run(subject: Subject, from: number, to: number, accept: (at: number) => boolean): void {
    if (this.options.isBackward) this.runBackward(subject, from, to, accept);
    else this.runForward(subject, from, to, accept);
  }

  private runForward(subject: Subject, from: number, to: number, accept: (at: number) => boolean): void {
    const { classes, looks, isNarrow } = subject;
    const { width } = this;
    const end = classes.length;
    const hasLooks = looks.length > 0;
    let state = this.initial(from === 0 ? edgeKind : this.kinds[classes[subject.before(from)]!]!);
    for (let at = from; ; ) {
      let symbol = at < end ? classes[at]! : width - 1;
      if (hasLooks) symbol += looks[at]! * width;
      const value = (this.tables[state]![symbol]! || this.compute(state, symbol)) - 1;
      if ((value & 1) === 1 && accept(at)) return;
      state = value >> 1;
      if (state === dead || at >= to) return;
      at = isNarrow ? at + 1 : subject.after(at);
    }
  }

  private runBackward(subject: Subject, from: number, to: number, accept: (at: number) => boolean): void {
    const { classes, looks, isNarrow } = subject;
    const { width } = this;
    const hasLooks = looks.length > 0;
    let state = this.initial(from === classes.length ? edgeKind : this.kinds[classes[from]!]!);
    for (let at = from; ; ) {
      const next = isNarrow ? at - 1 : subject.before(at);
      let symbol = at > 0 ? classes[next]! : width - 1;
      if (hasLooks) symbol += looks[at]! * width;
      const value = (this.tables[state]![symbol]! || this.compute(state, symbol)) - 1;
      if ((value & 1) === 1 && accept(at)) return;
      state = value >> 1;
      if (state === dead || at <= to) return;
      at = next;
    }
  }
}

/** `left`, `right`: kinds of the characters on both sides of the place. */
function holds(constraint: Constraint, left: number, right: number): boolean {
  switch (constraint) {
    case 'textStart':
      return left === edgeKind;
    case 'textEnd':
      return right === edgeKind;
    case 'lineStart':
      return left === edgeKind || left === newlineKind;
    case 'lineEnd':
      return right === edgeKind || right === newlineKind;
    case 'wordStart':
      return left !== wordKind && right === wordKind;
    case 'wordEnd':
      return left === wordKind && right !== wordKind;
    case 'wordEdge':
      return (left === wordKind) !== (right === wordKind);
    case 'noWordEdge':
      return (left === wordKind) === (right === wordKind);
  }
}
