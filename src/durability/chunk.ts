/** A chunk as the image of a vector or an index node: what storage loads from. */
import { GenericNode } from '../storage/btree/generic-node.ts';
import { NumberNode } from '../storage/btree/number-node.ts';
import type { Cache } from '../storage/cache.ts';
import type { Image, LoadedVector } from '../storage/image.ts';
import { CHUNK_GENERIC_NODE, CHUNK_NUMBER_NODE, CHUNK_VECTOR, type ChunkPlace, type DataFile } from './data-file.ts';
import { corruption } from './file-errors.ts';
import { readGenericNode, readNumberNode } from './node-codec.ts';
import { readVector } from './vector-codec.ts';

/** The data files of one database, by number, and where what is loaded from them is noted. */
export interface ChunkSource {
  readonly cache: Cache | null;
  file(number: number): DataFile;
}

export class Chunk implements Image, ChunkPlace {
  readonly source: ChunkSource;
  readonly dataFile: DataFile;
  readonly offset: number;
  readonly size: number;

  constructor(source: ChunkSource, dataFile: DataFile, offset: number, size: number) {
    this.source = source;
    this.dataFile = dataFile;
    this.offset = offset;
    this.size = size;
  }

  static at(source: ChunkSource, place: ChunkPlace): Chunk {
    return new Chunk(source, source.file(place.file), place.offset, place.size);
  }

  get file(): number {
    return this.dataFile.number;
  }

  loadVector(count: number, capacity: number): LoadedVector {
    const vector = this.dataFile.decode(this, CHUNK_VECTOR, (bytes) => readVector(bytes, capacity));
    if (vector.count < count) throw corruption(this.dataFile.path, this.offset, 'the vector has too few rows');
    return vector;
  }

  loadNumberNode(node: NumberNode): void {
    const { count, keys, rows, children } = this.dataFile.decode(this, CHUNK_NUMBER_NODE, readNumberNode);
    node.keys = keys;
    node.rows = rows;
    node.children =
      children === null ? null : children.map((place) => NumberNode.stored(Chunk.at(this.source, place), node.cache));
    node.count = count;
  }

  loadGenericNode(node: GenericNode): void {
    const { count, columns, rows, children } = this.dataFile.decode(this, CHUNK_GENERIC_NODE, readGenericNode);
    node.fill(
      count,
      columns,
      rows,
      children === null
        ? null
        : children.map((place) => GenericNode.stored(Chunk.at(this.source, place), node.cache, node.nullHead)),
    );
  }
}
