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

/** Calls `visit` for the parts of a node before the node itself. */
export function visitNodes(node: RegexNode, visit: (node: RegexNode) => void): void {
  switch (node.kind) {
    case 'concat':
    case 'alternatives':
      for (const item of node.items) visitNodes(item, visit);
      break;
    case 'group':
    case 'repeat':
    case 'look':
      visitNodes(node.item, visit);
      break;
    default:
  }
  visit(node);
}

const withGroups = new WeakMap<RegexNode, boolean>();

/** Whether a capturing group is in it. */
export function groupsIn(node: RegexNode): boolean {
  let known = withGroups.get(node);
  if (known === undefined) {
    known = false;
    visitNodes(node, ({ kind }) => {
      if (kind === 'group') known = true;
    });
    withGroups.set(node, known);
  }
  return known;
}
