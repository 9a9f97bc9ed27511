/** How the files of a store with a key are sealed: each with a key of its own, its blocks bound to their places. */
import { sqlError } from '../errors/index.ts';
import type { FileSystem } from '../host/index.ts';
import { readAll } from './read-all.ts';
import { createSealer, deriveFileKey, keyCheck, readKeyFile, type Sealer, tagBytes } from './sealing.ts';

export type { Sealer } from './sealing.ts';

/** A file's own sealer, from the salt in its header. null: the store has no key. */
export type SealerOf = ((salt: Uint8Array, purpose: 'data' | 'wal') => Sealer) | null;

export interface StoreKey {
  readonly sealerOf: Exclude<SealerOf, null>;
  /** Tells a wrong key from damage. */
  readonly check: Uint8Array;
}

export function storeKey(key: Uint8Array): StoreKey {
  return {
    sealerOf: (salt, purpose) =>
      createSealer(deriveFileKey(key, salt, purpose === 'data' ? 'aiondb data' : 'aiondb wal')),
    check: keyCheck(key),
  };
}

/** The key in a file. */
export function storeKeyFrom(files: FileSystem, path: string): StoreKey {
  const bytes = readAll(files, path);
  if (bytes === null) throw sqlError('invalid_parameter_value', `there is no key file "${path}"`);
  return storeKey(readKeyFile(bytes, path));
}

/** The place of a block, which is authenticated with it: file number and offset, or 0 and the position in the log. */
export function locationOf(file: number, offset: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, file, true);
  view.setFloat64(8, offset, true);
  return bytes;
}

export function sealBytes(sealer: Sealer, plain: Uint8Array, counter: number, location: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plain.length + tagBytes);
  sealer.seal(plain, 0, plain.length, counter, location, sealed, 0);
  return sealed;
}

/** null: these are not bytes sealed with this key at this place. */
export function openBytes(
  sealer: Sealer,
  sealed: Uint8Array,
  counter: number,
  location: Uint8Array,
): Uint8Array | null {
  return sealer.open(sealed, 0, sealed.length, counter, location);
}
