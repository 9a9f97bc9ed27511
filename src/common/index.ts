/**
 * What every layer may use and what knows no SQL: assertions, whose failure is a bug of ours (XX000 at the surface), bytes,
 * checksums, a cache.
 */
export { AssertionError, assert, assertNever } from './assert.ts';
export { ByteReader, DecodeError } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { crc32 } from './crc32.ts';
export { GenerationCache } from './generation-cache.ts';
