/**
 * The binary format of tsvector and tsquery. A vector: the number of its lexemes, each as zero-ended text, the number of its
 * positions and the positions. A query: the number of its nodes, each an operator before its right and left side.
 */
import { SqlError } from '../../errors/index.ts';
import type { Charset } from '../charsets/index.ts';
import { type StoredNode, treeOf } from '../textsearch/codec.ts';
import { MAX_DISTANCE, storedNodes, TsQuery } from '../textsearch/tsquery-value.ts';
import {
  type Lexeme,
  MAX_LEXEME_BYTES,
  MAX_POSITIONS,
  makeTsVector,
  placeOf,
  type TsVector,
} from '../textsearch/tsvector-value.ts';
import { FieldReader } from './field-reader.ts';
import { int32 } from './fixed-formats.ts';
import type { Encode } from './user-type-format.ts';

const LEXEME = 1;
const OPERATOR = 2;
const kinds = ['', 'not', 'and', 'or', 'phrase'] as const;

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function invalid(message: string): SqlError {
  return new SqlError('XX000', message);
}

export function encodeTsVector(vector: TsVector, text: Encode): Buffer {
  const parts: Uint8Array[] = [int32(vector.lexemes.length)];
  for (const { word, positions } of vector.lexemes) {
    parts.push(text(`${word}\0`), int16(positions.length), ...positions.map(int16));
  }
  return Buffer.concat(parts);
}

export function decodeTsVector(bytes: Buffer, charset: Charset | null): TsVector {
  const reader = new FieldReader(bytes, charset);
  const lexemes: Lexeme[] = [];
  const count = reader.int32();
  if (count < 0) throw invalid('invalid size of tsvector');
  for (let i = 0; i < count; i++) {
    const word = reader.cstring();
    const size = reader.int16() & 0xffff;
    if (Buffer.byteLength(word) > MAX_LEXEME_BYTES) throw invalid('invalid tsvector: lexeme too long');
    if (size > MAX_POSITIONS) throw invalid('unexpected number of tsvector positions');
    const positions: number[] = [];
    for (let p = 0; p < size; p++) {
      const position = reader.int16() & 0xffff;
      if (p > 0 && placeOf(position) <= placeOf(positions[p - 1]!)) throw invalid('position information is misordered');
      positions.push(position);
    }
    lexemes.push({ word, positions });
  }
  reader.end();
  return makeTsVector(lexemes);
}

export function encodeTsQuery(query: TsQuery, text: Encode): Buffer {
  const nodes = storedNodes(query);
  const parts: Uint8Array[] = [int32(nodes.length)];
  for (const node of nodes) {
    if (node.kind === 'lexeme') {
      parts.push(Buffer.from([LEXEME, node.weights, node.prefix ? 1 : 0]), text(`${node.word}\0`));
    } else {
      parts.push(Buffer.from([OPERATOR, kinds.indexOf(node.kind)]));
      if (node.kind === 'phrase') parts.push(int16(node.distance));
    }
  }
  return Buffer.concat(parts);
}

function decodeNode(reader: FieldReader): StoredNode {
  const type = reader.byte();
  if (type === LEXEME) {
    const weights = reader.byte();
    const prefix = reader.byte() !== 0;
    const word = reader.cstring();
    if (weights > 15) throw invalid('invalid tsquery: invalid weight bitmap');
    if (Buffer.byteLength(word) > MAX_LEXEME_BYTES) throw invalid('invalid tsquery: operand too long');
    return { kind: 'lexeme', node: { kind: 'lexeme', word, weights, prefix } };
  }
  if (type !== OPERATOR) throw invalid(`unrecognized tsquery node type: ${type}`);
  const number = reader.byte();
  const kind = kinds[number];
  if (kind === undefined || kind === '') throw invalid(`invalid tsquery: unrecognized operator type ${number}`);
  const distance = kind === 'phrase' ? reader.int16() & 0xffff : 0;
  if (distance > MAX_DISTANCE) throw invalid('malformed tsquery: distance out of range');
  return { kind, distance };
}

export function decodeTsQuery(bytes: Buffer, charset: Charset | null): TsQuery {
  const reader = new FieldReader(bytes, charset);
  const count = reader.int32();
  if (count < 0) throw invalid('invalid size of tsquery');
  const nodes: StoredNode[] = [];
  for (let i = 0; i < count; i++) nodes.push(decodeNode(reader));
  reader.end();
  const root = treeOf(nodes, () => invalid('malformed tsquery: operand not found'));
  return new TsQuery(root);
}
