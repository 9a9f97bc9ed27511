/**
 * How long a backtracking matcher can take for a pattern. With choices that do not depend on each other it is a power of the text's length:
 * one for each repetition that can have several lengths, and one for where the match begins. Where such a repetition is repeated,
 * nothing less than an exponential is sure.
 */
import type { RegexNode } from './syntax-tree.ts';

interface Cost {
  /** Power of the length; Infinity: exponential. */
  readonly degree: number;
  /** Ways that do not depend on the length. */
  readonly ways: number;
}

const nothing: Cost = { degree: 0, ways: 1 };
const unbounded: Cost = { degree: Number.POSITIVE_INFINITY, ways: 1 };

/** Steps that take some milliseconds. */
const stepsMax = 500_000;

/** Code units of a text for which JavaScript's own matcher ends soon. */
export function backtrackingLengthMax(root: RegexNode): number {
  const { degree, ways } = costOf(root);
  // Each place may be tried as the first.
  const length = (stepsMax / (ways * sizeOf(root))) ** (1 / (degree + 1));
  return degree === Number.POSITIVE_INFINITY || ways > stepsMax ? -1 : Math.floor(length);
}

function costOf(node: RegexNode): Cost {
  switch (node.kind) {
    case 'set':
    case 'constraint':
      return nothing;
    case 'backReference':
      return { degree: 1, ways: 1 };
    case 'group':
      return costOf(node.item);
    case 'look':
      return together([costOf(node.item), { degree: 1, ways: 1 }]);
    case 'concat':
      return together(node.items.map(costOf));
    case 'alternatives': {
      const { degree, ways } = together(node.items.map(costOf));
      return { degree, ways: ways * node.items.length };
    }
    case 'repeat': {
      const item = costOf(node.item);
      if (node.max <= 1) return { degree: item.degree, ways: item.ways * 2 };
      if (item.degree > 0 || item.ways > 1) return unbounded;
      return { degree: node.min === node.max ? 0 : 1, ways: 1 };
    }
  }
}

function together(costs: readonly Cost[]): Cost {
  return costs.reduce((a, b) => ({ degree: a.degree + b.degree, ways: a.ways * b.ways }), nothing);
}

/** Characters that one way through the pattern compares, at most; what is not bounded counts once. */
function sizeOf(node: RegexNode): number {
  switch (node.kind) {
    case 'concat':
    case 'alternatives':
      return node.items.reduce((sum, item) => sum + sizeOf(item), 1);
    case 'group':
    case 'look':
      return sizeOf(node.item);
    case 'repeat':
      return sizeOf(node.item) * Math.max(1, node.min);
    default:
      return 1;
  }
}
