/** Functions and operators that work on tsquery values alone. */
import { distanceOutOfRange, formatTsQuery } from '../../types/textsearch/tsquery-text.ts';
import {
  binaryNode,
  MAX_DISTANCE,
  notNode,
  type QueryNode,
  storedNodes,
  TsQuery,
} from '../../types/textsearch/tsquery-value.ts';
import type { OperatorRow } from '../define-operators.ts';
import { scalar } from '../scalar/define.ts';

function join(kind: 'and' | 'or' | 'phrase', a: TsQuery, b: TsQuery, distance = 0): TsQuery {
  if (a.root === null) return b;
  if (b.root === null) return a;
  return new TsQuery(binaryNode(kind, a.root, b.root, distance));
}

function phrase(a: TsQuery, b: TsQuery, distance = 1): TsQuery {
  if (distance < 0 || distance > MAX_DISTANCE) throw distanceOutOfRange();
  return join('phrase', a, b, distance);
}

function negate(query: TsQuery): TsQuery {
  return query.root === null ? query : new TsQuery(notNode(query.root));
}

function words(query: TsQuery): Set<string> {
  const found = new Set<string>();
  for (const node of storedNodes(query)) if (node.kind === 'lexeme') found.add(node.word);
  return found;
}

function contains(whole: TsQuery, part: TsQuery): boolean {
  const known = words(whole);
  return [...words(part)].every((word) => known.has(word));
}

/** What an index can look for: without negations; null when that is everything. */
function indexable(node: QueryNode): QueryNode | null {
  if (node.kind === 'lexeme') return node;
  if (node.kind === 'not') return null;
  const left = indexable(node.left);
  const right = indexable(node.right);
  if (node.kind === 'or' && (left === null || right === null)) return null;
  if (left === null || right === null) return left ?? right;
  return binaryNode(node.kind, left, right, node.distance);
}

function queryTree(query: TsQuery): string {
  if (query.root === null) return '';
  const tree = indexable(query.root);
  return tree === null ? 'T' : formatTsQuery(new TsQuery(tree));
}

export const queryFunctions = [
  scalar(3672, 'numnode', 'tsquery', 'int4', (query: TsQuery) => storedNodes(query).length),
  scalar(3673, 'querytree', 'tsquery', 'text', queryTree),
  scalar(5004, 'tsquery_phrase', 'tsquery tsquery int4', 'tsquery', phrase),
];

const queries = { left: 'tsquery', right: 'tsquery', result: 'tsquery' } as const;
const tests = { ...queries, result: 'bool' } as const;

export const queryOperators: readonly OperatorRow[] = [
  {
    ...queries,
    oid: 3680,
    name: '&&',
    proc: 3669,
    procName: 'tsquery_and',
    impl: (a: TsQuery, b: TsQuery) => join('and', a, b),
  },
  {
    ...queries,
    oid: 3681,
    name: '||',
    proc: 3670,
    procName: 'tsquery_or',
    impl: (a: TsQuery, b: TsQuery) => join('or', a, b),
  },
  { ...queries, oid: 3682, name: '!!', left: null, proc: 3671, procName: 'tsquery_not', impl: negate },
  {
    ...queries,
    oid: 5005,
    name: '<->',
    proc: 5003,
    procName: 'tsquery_phrase',
    impl: (a: TsQuery, b: TsQuery) => phrase(a, b),
  },
  { ...tests, oid: 3693, name: '@>', proc: 3691, procName: 'tsq_mcontains', commutator: '<@', impl: contains },
  {
    ...tests,
    oid: 3694,
    name: '<@',
    proc: 3692,
    procName: 'tsq_mcontained',
    commutator: '@>',
    impl: (part: TsQuery, whole: TsQuery) => contains(whole, part),
  },
];
