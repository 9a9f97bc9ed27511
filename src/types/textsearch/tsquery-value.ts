/**
 * The value of type tsquery: a tree of lexemes under `!`, `&`, `|` and `<n>`; without a root it is empty and matches nothing.
 * A lexeme may be restricted to weights (bits: 1 is D, 8 is A; 0 is any), and may be a prefix.
 */
import { once } from '../../common/once.ts';
import { type SqlError, sqlError } from '../../errors/index.ts';
import { compareText, utf8Length } from '../text-order.ts';

export interface QueryLexeme {
  readonly kind: 'lexeme';
  readonly word: string;
  readonly weights: number;
  readonly prefix: boolean;
}
export interface QueryNot {
  readonly kind: 'not';
  readonly arg: QueryNode;
  readonly depth: number;
}
export interface QueryBinary {
  readonly kind: 'and' | 'or' | 'phrase';
  readonly left: QueryNode;
  readonly right: QueryNode;
  /** Of a phrase: how many places its right side is behind its left one. */
  readonly distance: number;
  readonly depth: number;
}
export type QueryNode = QueryLexeme | QueryNot | QueryBinary;

/** The greatest distance in a phrase: one more than there are places. */
export const MAX_DISTANCE = 16384;

/** Deeper trees than this are refused, before they could exhaust the stack. */
const MAX_DEPTH = 4000;

export function queryTooDeep(): SqlError {
  return sqlError('statement_too_complex', 'stack depth limit exceeded');
}

function depthOver(...nodes: readonly QueryNode[]): number {
  const depth = 1 + Math.max(...nodes.map((node) => (node.kind === 'lexeme' ? 0 : node.depth)));
  if (depth > MAX_DEPTH) throw queryTooDeep();
  return depth;
}

export function notNode(arg: QueryNode): QueryNot {
  return { kind: 'not', arg, depth: depthOver(arg) };
}

export class TsQuery {
  readonly root: QueryNode | null;

  constructor(root: QueryNode | null) {
    this.root = root;
  }
}

export function binaryNode(kind: QueryBinary['kind'], left: QueryNode, right: QueryNode, distance = 0): QueryBinary {
  return { kind, left, right, distance, depth: depthOver(left, right) };
}

/** Lexemes and operators, in the order PostgreSQL stores them: an operator, its right side, its left side. */
export function storedNodes(query: TsQuery): QueryNode[] {
  const nodes: QueryNode[] = [];
  const pending: QueryNode[] = query.root === null ? [] : [query.root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    if (node.kind === 'not') pending.push(node.arg);
    else if (node.kind !== 'lexeme') pending.push(node.left, node.right);
  }
  return nodes;
}

/** The table of the CRC-32 that zip files use. */
const crcTable = once(() =>
  new Int32Array(256).map((_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  }),
);

/** PostgreSQL's checksum of a query's lexeme, by which queries are ordered: a CRC shifted against its table's direction. */
export function lexemeChecksum(word: string): number {
  const table = crcTable();
  let crc = 0xffffffff | 0;
  for (const byte of Buffer.from(word, 'utf8')) crc = table[((crc >>> 24) ^ byte) & 0xff]! ^ (crc << 8);
  return crc ^ 0xffffffff;
}

const operatorNumbers = { not: 1, and: 2, or: 3, phrase: 4 } as const;

export function compareQueryNodes(a: QueryNode, b: QueryNode): number {
  if (a.kind === 'lexeme' || b.kind === 'lexeme') {
    if (a.kind !== 'lexeme' || b.kind !== 'lexeme') return a.kind === 'lexeme' ? 1 : -1;
    return lexemeChecksum(b.word) - lexemeChecksum(a.word) || compareText(a.word, b.word);
  }
  if (a.kind !== b.kind) return operatorNumbers[b.kind] - operatorNumbers[a.kind];
  if (a.kind === 'not' || b.kind === 'not') return compareQueryNodes((a as QueryNot).arg, (b as QueryNot).arg);
  return compareQueryNodes(a.right, b.right) || compareQueryNodes(a.left, b.left) || b.distance - a.distance;
}

function storedBytes(nodes: readonly QueryNode[]): number {
  let bytes = 8 + 12 * nodes.length;
  for (const node of nodes) if (node.kind === 'lexeme') bytes += utf8Length(node.word) + 1;
  return bytes;
}

export function compareTsQueries(a: TsQuery, b: TsQuery): number {
  const [left, right] = [storedNodes(a), storedNodes(b)];
  const order = left.length - right.length || storedBytes(left) - storedBytes(right);
  if (order !== 0 || a.root === null || b.root === null) return order;
  return compareQueryNodes(a.root, b.root);
}
