/** A regular expression as a tree, after parsing: what translation and the exact matcher work on. */

/** Inclusive ranges of code points, in any order. */
export type Ranges = readonly (readonly [low: number, high: number])[];

export type RegexNode =
  | { readonly kind: 'set'; readonly ranges: Ranges; readonly negated: boolean }
  | { readonly kind: 'concat'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternatives'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: RegexNode;
      readonly min: number;
      /** Infinity: no limit. */
      readonly max: number;
      readonly greedy: boolean;
      /** {m} and {m}? prefer what their item does; {m,m} has a preference of its own. */
      readonly asItem: boolean;
    }
  /** A capturing group; groups are numbered from 1 by their opening parenthesis. */
  | { readonly kind: 'group'; readonly item: RegexNode; readonly index: number }
  | { readonly kind: 'look'; readonly item: RegexNode; readonly ahead: boolean; readonly negated: boolean }
  | { readonly kind: 'constraint'; readonly at: Constraint }
  | { readonly kind: 'backReference'; readonly index: number };

export type Constraint =
  | 'textStart'
  | 'textEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'wordStart'
  | 'wordEnd'
  | 'wordEdge'
  | 'noWordEdge';

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groupCount: number;
}
