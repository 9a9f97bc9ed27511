/**
 * A tree as the source of a JavaScript RegExp (flags u and, by construction, no others that change meaning). The same texts
 * match: whether there is a match, and where the first one starts. Which of several ends is taken may differ; see
 * `firstMatchIsRight`.
 */
import { lastCodePoint } from './character-classes.ts';
import type { Constraint, Ranges, RegexNode } from './syntax-tree.ts';

const word = '[0-9A-Za-z_]';
const constraints: Readonly<Record<Constraint, string>> = {
  // Not (?![^]), which V8 finds between the halves of a surrogate pair.
  textStart: '^',
  textEnd: '$',
  lineStart: '(?<=^|\\n)',
  lineEnd: '(?=$|\\n)',
  wordStart: `(?:(?<!${word})(?=${word}))`,
  wordEnd: `(?:(?<=${word})(?!${word}))`,
  wordEdge: `(?:(?<!${word})(?=${word})|(?<=${word})(?!${word}))`,
  noWordEdge: `(?:(?<!${word})(?!${word})|(?<=${word})(?=${word}))`,
};

function escapePoint(point: number): string {
  return `\\u{${point.toString(16)}}`;
}

function plainPoint(point: number): string {
  const letterOrDigit = (point >= 48 && point <= 57) || (point >= 65 && point <= 90) || (point >= 97 && point <= 122);
  return letterOrDigit ? String.fromCharCode(point) : escapePoint(point);
}

function emitSet(ranges: Ranges, negated: boolean): string {
  const [first] = ranges;
  if (first === undefined) return negated ? '[^]' : '[]';
  if (!negated && ranges.length === 1 && first[0] === first[1]) return plainPoint(first[0]);
  if (ranges.length === 1 && first[0] === 0 && first[1] === lastCodePoint) return negated ? '[]' : '[^]';
  const parts = ranges.map(([low, high]) =>
    low === high ? escapePoint(low) : `${escapePoint(low)}-${escapePoint(high)}`,
  );
  return `[${negated ? '^' : ''}${parts.join('')}]`;
}

/** One unit that a quantifier may follow. */
function emitUnit(node: RegexNode): string {
  const source = toJavaScript(node);
  return node.kind === 'set' || node.kind === 'group' ? source : `(?:${source})`;
}

export function toJavaScript(node: RegexNode): string {
  switch (node.kind) {
    case 'set':
      return emitSet(node.ranges, node.negated);
    case 'concat':
      return node.items.map((item) => (item.kind === 'alternatives' ? emitUnit(item) : toJavaScript(item))).join('');
    case 'alternatives':
      return node.items.map(toJavaScript).join('|');
    case 'repeat': {
      const max = node.max === Number.POSITIVE_INFINITY ? '' : String(node.max);
      return `${emitUnit(node.item)}{${node.min},${max}}${node.greedy ? '' : '?'}`;
    }
    case 'group':
      return `(${toJavaScript(node.item)})`;
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${toJavaScript(node.item)})`;
    case 'constraint':
      return constraints[node.at];
    case 'backReference':
      return `(?:\\${node.index})`;
  }
}

/**
 * PostgreSQL takes, of the matches that start first, the longest (or the shortest, when the expression prefers that);
 * JavaScript the first it comes to. They are the same where every choice is about one character: a sequence of single
 * characters, repeated ones among them all greedy (each taken as early as possible leaves most for the rest). Then the
 * groups, none of which is repeated, agree as well.
 */
export function firstMatchIsRight(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
    case 'constraint':
    // Its text is settled by the group before it.
    case 'backReference':
      return true;
    case 'concat':
      return node.items.every(firstMatchIsRight);
    case 'group':
      return firstMatchIsRight(node.item);
    case 'repeat':
      return node.greedy && node.item.kind === 'set';
    case 'alternatives':
    case 'look':
      return false;
  }
}
