/** Writes a data file chunk by chunk, in blocks of about a megabyte. The file is made when the first chunk comes. */
import { ByteWriter } from '../common/byte-writer.ts';
import { crc32 } from '../common/crc32.ts';
import type { File, FileSystem, Host } from '../host/index.ts';
import { CHUNK_HEADER_BYTES, type ChunkPlace, chunkSeed, DATA_HEADER_BYTES, DataFile } from './data-file.ts';
import { fileError } from './file-errors.ts';
import { CHUNK_MAGIC, DATA_MAGIC, dataFileName, FORMAT_VERSION, joinPath, SALT_BYTES } from './format.ts';
import { locationOf, type Sealer, type SealerOf, sealBytes } from './sealer.ts';

const BLOCK_BYTES = 1 << 20;

export class ChunkWriter {
  readonly number: number;
  readonly path: string;
  private readonly files: FileSystem;
  private readonly host: Host;
  private readonly databaseId: Uint8Array;
  private readonly sealerOf: SealerOf;
  private file: File | null = null;
  private sealer: Sealer | null = null;
  private counter = 0;
  private readonly block = new ByteWriter(BLOCK_BYTES / 16);
  private readonly plain = new ByteWriter();
  /** File position of the block's first byte. */
  private blockStart = 0;

  constructor(
    files: FileSystem,
    host: Host,
    directory: string,
    number: number,
    databaseId: Uint8Array,
    sealerOf: SealerOf,
  ) {
    this.files = files;
    this.host = host;
    this.number = number;
    this.path = joinPath(directory, dataFileName(number));
    this.databaseId = databaseId;
    this.sealerOf = sealerOf;
  }

  /** Bytes so far, the header included. */
  get size(): number {
    return this.blockStart + this.block.length;
  }
  get isEmpty(): boolean {
    return this.file === null;
  }

  write(kind: number, encode: (out: ByteWriter) => void): ChunkPlace {
    const at = this.begin();
    encode(this.target);
    const place = this.end(kind, at);
    if (this.block.length >= BLOCK_BYTES) this.flush();
    return place;
  }

  /** The same with pauses: nothing else may be written meanwhile. */
  *writeInSteps(
    kind: number,
    encode: (out: ByteWriter) => Generator<null, void, void>,
  ): Generator<null, ChunkPlace, void> {
    const at = this.begin();
    yield* encode(this.target);
    const place = this.end(kind, at);
    if (this.block.length >= BLOCK_BYTES) {
      yield null;
      this.flush();
    }
    return place;
  }

  /** What a chunk is encoded into. */
  private get target(): ByteWriter {
    return this.sealer === null ? this.block : this.plain;
  }

  /** The place for a chunk's header; where it is in the block. */
  private begin(): number {
    if (this.file === null) this.create();
    const { block } = this;
    const at = block.length;
    for (let i = 0; i < CHUNK_HEADER_BYTES / 4; i++) block.u32(0);
    this.plain.clear();
    return at;
  }

  private end(kind: number, at: number): ChunkPlace {
    const { block } = this;
    const offset = this.blockStart + at;
    if (this.sealer !== null) this.seal(this.sealer, offset);
    const stored = block.length - at - CHUNK_HEADER_BYTES;
    block.patchU32(at, CHUNK_MAGIC);
    block.patchU32(at + 4, stored);
    block.patchU32(at + 8, kind);
    const seed = chunkSeed(this.number, offset, kind);
    block.patchU32(at + 12, crc32(block.buffer, at + CHUNK_HEADER_BYTES, block.length, seed));
    return { file: this.number, offset, size: block.length - at };
  }

  private seal(sealer: Sealer, offset: number): void {
    const counter = ++this.counter;
    this.block.u64(counter);
    this.block.raw(sealBytes(sealer, this.plain.bytes, counter, locationOf(this.number, offset)));
  }

  private create(): void {
    try {
      this.file = this.files.open(this.path, 'create');
    } catch (error) {
      throw fileError(error, 'open', this.path);
    }
    const { block } = this;
    const salt = this.host.randomBytes(SALT_BYTES);
    if (this.sealerOf !== null) this.sealer = this.sealerOf(salt, 'data');
    block.raw(DATA_MAGIC);
    block.u32(FORMAT_VERSION);
    block.u32(this.number);
    block.raw(this.databaseId);
    block.raw(salt);
    while (block.length < DATA_HEADER_BYTES - 4) block.u8(0);
    block.u32(crc32(block.buffer, 0, DATA_HEADER_BYTES - 4, 0));
  }

  private flush(): void {
    const { block } = this;
    try {
      this.file!.write(block.buffer, 0, block.length, this.blockStart);
    } catch (error) {
      throw fileError(error, 'write', this.path);
    }
    this.blockStart += block.length;
    block.clear();
  }

  /** Writes what is left. Then `sync` or `syncLater`, and `done`. */
  finish(): void {
    if (this.file !== null && this.block.length > 0) this.flush();
  }

  sync(): void {
    try {
      this.file?.sync();
    } catch (error) {
      throw fileError(error, 'sync', this.path);
    }
  }

  async syncLater(): Promise<void> {
    try {
      await this.file?.syncLater();
    } catch (error) {
      throw fileError(error, 'sync', this.path);
    }
  }

  /** The file, to read from. */
  done(): DataFile {
    return new DataFile(this.number, this.path, this.file!, this.blockStart, this.sealer);
  }

  /** Removes what was written: the checkpoint failed. */
  abandon(): void {
    if (this.file === null) return;
    this.file.close();
    this.file = null;
    this.files.remove(this.path);
  }
}
