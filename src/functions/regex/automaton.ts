/**
 * A regular expression as a nondeterministic automaton (Thompson, "Regular Expression Search Algorithm", CACM 11, 1968), for reading text
 * forwards or backwards. Repetitions with bounds are written out.
 */
import type { Alphabet } from './alphabet.ts';
import { invalidRegex } from './parse.ts';
import type { Constraint, RegexNode } from './syntax-tree.ts';

export type State =
  /** Goes on with a character whose class `members` has. */
  | { readonly kind: 'character'; readonly members: Uint8Array; readonly next: number }
  | { readonly kind: 'free'; next: number[] }
  | { readonly kind: 'constraint'; readonly at: Constraint; readonly next: number }
  | { readonly kind: 'look'; readonly look: number; readonly negated: boolean; readonly next: number }
  | { readonly kind: 'match' };

export interface Automaton {
  readonly states: readonly State[];
  readonly start: number;
}

/** More is "too complex", as in PostgreSQL, which also has a limit. */
const statesMax = 50_000;

type LookNode = Extract<RegexNode, { kind: 'look' }>;

export class AutomatonBuilder {
  private readonly alphabet: Alphabet;
  private readonly looks: readonly LookNode[];

  /** `looks`: those of the pattern, by their numbers. */
  constructor(alphabet: Alphabet, looks: readonly LookNode[]) {
    this.alphabet = alphabet;
    this.looks = looks;
  }

  build(nodes: readonly RegexNode[], isBackward: boolean): Automaton {
    const states: State[] = [{ kind: 'match' }];
    const add = (state: State): number => {
      if (states.length >= statesMax) throw tooComplex();
      return states.push(state) - 1;
    };
    const sequence = (items: readonly RegexNode[], next: number): number => {
      const order = isBackward ? items : items.toReversed();
      return order.reduce((after, item) => from(item, after), next);
    };
    const from = (node: RegexNode, next: number): number => {
      switch (node.kind) {
        case 'set':
          return add({ kind: 'character', members: this.alphabet.membersOf(node), next });
        case 'concat':
          return sequence(node.items, next);
        case 'alternatives':
          return add({ kind: 'free', next: node.items.map((item) => from(item, next)) });
        case 'group':
          return from(node.item, next);
        case 'constraint':
          return add({ kind: 'constraint', at: node.at, next });
        case 'look':
          return add({ kind: 'look', look: this.looks.indexOf(node), negated: node.negated, next });
        case 'repeat': {
          let start = next;
          if (node.max === Number.POSITIVE_INFINITY) {
            const again: State = { kind: 'free', next: [next] };
            start = add(again);
            again.next.push(from(node.item, start));
          } else {
            for (let i = node.min; i < node.max; i++)
              start = add({ kind: 'free', next: [from(node.item, start), next] });
          }
          for (let i = 0; i < node.min; i++) start = from(node.item, start);
          return start;
        }
        case 'backReference':
          throw new Error('a back reference is no matter of automata');
      }
    };
    return { start: sequence(nodes, 0), states };
  }
}

export function tooComplex(): Error {
  return invalidRegex('regular expression is too complex');
}
