/** tsvector and tsquery as bytes. A query is its nodes as they are stored: an operator, its right side, its left side. */
import { type ByteReader, DecodeError } from '../../common/byte-reader.ts';
import type { ByteWriter } from '../../common/byte-writer.ts';
import { SqlError } from '../../errors/index.ts';
import { binaryNode, notNode, type QueryNode, storedNodes, TsQuery } from './tsquery-value.ts';
import { type Lexeme, TsVector } from './tsvector-value.ts';

export function writeTsVector(out: ByteWriter, value: TsVector): void {
  out.varint(value.lexemes.length);
  for (const { word, positions } of value.lexemes) {
    out.text(word);
    out.varint(positions.length);
    for (const position of positions) out.varint(position);
  }
}

export function readTsVector(from: ByteReader): TsVector {
  const lexemes: Lexeme[] = [];
  for (let n = from.count(); n > 0; n--) {
    const word = from.text();
    const positions: number[] = [];
    for (let p = from.count(); p > 0; p--) positions.push(from.varint());
    lexemes.push({ word, positions });
  }
  return new TsVector(lexemes);
}

const kinds = ['lexeme', 'not', 'and', 'or', 'phrase'] as const;
const PREFIX = 16;

export function writeTsQuery(out: ByteWriter, value: TsQuery): void {
  const nodes = storedNodes(value);
  out.varint(nodes.length);
  for (const node of nodes) {
    out.u8(kinds.indexOf(node.kind));
    if (node.kind === 'lexeme') {
      out.text(node.word);
      out.u8(node.weights | (node.prefix ? PREFIX : 0));
    } else if (node.kind === 'phrase') out.varint(node.distance);
  }
}

/** A node without its operands. */
export type StoredNode =
  | { readonly kind: 'lexeme'; readonly node: QueryNode }
  | { readonly kind: 'not' | 'and' | 'or' | 'phrase'; readonly distance: number };

function readStored(from: ByteReader): StoredNode {
  const kind = kinds[from.u8()];
  if (kind === undefined) throw new DecodeError('a query is damaged');
  if (kind !== 'lexeme') return { kind, distance: kind === 'phrase' ? from.varint() : 0 };
  const word = from.text();
  const flags = from.u8();
  return { kind, node: { kind, word, weights: flags & 15, prefix: (flags & PREFIX) !== 0 } };
}

export function readTsQuery(from: ByteReader): TsQuery {
  const stored: StoredNode[] = [];
  for (let n = from.count(); n > 0; n--) stored.push(readStored(from));
  try {
    return new TsQuery(treeOf(stored, () => new DecodeError('a query is damaged')));
  } catch (error) {
    // A tree that could not have been made.
    if (error instanceof SqlError) throw new DecodeError('a query is damaged');
    throw error;
  }
}

/** From the last node back: operands come before their operator then. */
export function treeOf(stored: readonly StoredNode[], damaged: () => Error): QueryNode | null {
  const operands: QueryNode[] = [];
  const take = (): QueryNode => {
    const operand = operands.pop();
    if (operand === undefined) throw damaged();
    return operand;
  };
  for (let i = stored.length - 1; i >= 0; i--) {
    const item = stored[i]!;
    if (item.kind === 'lexeme') operands.push(item.node);
    else if (item.kind === 'not') operands.push(notNode(take()));
    else {
      const right = take();
      operands.push(binaryNode(item.kind, take(), right, item.distance));
    }
  }
  if (operands.length > 1) throw damaged();
  return operands[0] ?? null;
}
