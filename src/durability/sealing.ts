/**
 * Encryption of what is stored: AES-256-GCM, which also is its checksum.
 *
 *   key of the database (32 bytes, AIONDB_STORAGE_KEY_FILE)
 *     └─ HKDF-SHA256, salt of the file, purpose ──▶ key of one file
 *          └─ nonce = 0000 ‖ counter (8 bytes, big-endian), context ──▶ sealed block = ciphertext ‖ tag (16 bytes)
 *
 * The context is not stored: it says where the block belongs (file number, offset), so a block that was moved does not open.
 * Invariant, kept by the caller: under one file's key no counter seals two blocks, or both can be read by whoever has them. A
 * crash does not excuse: a counter whose block may have reached the disk, torn or whole, is used up. Who writes again where a
 * torn tail was goes on above every counter that can have been there, or starts a file with a new salt.
 * Source: NIST SP 800-38D (GCM, section 8.2.1 on nonces), RFC 5869 (HKDF).
 */
import { assert } from '../common/index.ts';
import { sqlError } from '../errors/index.ts';

export const keyBytes = 32;
export const saltBytes = 16;
/** How much longer a sealed block is. */
export const tagBytes = 16;
export const keyCheckBytes = 8;

const cipherName = 'aes-256-gcm';
const cipherOptions = { authTagLength: tagBytes };

/** What a file's key is for; keys of different purposes have nothing in common. */
export type SealingPurpose = 'aiondb wal' | 'aiondb data';

/** Seals and opens the blocks of one file. */
export interface Sealer {
  /** How much longer sealed is than plain. */
  readonly overhead: number;
  /**
   * Seals plain[start, end) into `target` from `at`; where it ends there. `target` may be `plain`, and the parts may overlap.
   * `counter` is a whole number from 0 to 2^53 - 1; see the invariant above.
   */
  seal(
    plain: Uint8Array,
    start: number,
    end: number,
    counter: number,
    context: Uint8Array,
    target: Uint8Array,
    at: number,
  ): number;
  /** The plain bytes of sealed[start, end) in an array of their own, or null: damaged, moved, or sealed with another key. */
  open(sealed: Uint8Array, start: number, end: number, counter: number, context: Uint8Array): Uint8Array | null;
}

let crypto: typeof import('node:crypto') | undefined;

/** Loaded with the first key: it takes 3 ms, and most databases have none. */
function loadCrypto(): typeof import('node:crypto') {
  crypto ??= process.getBuiltinModule('node:crypto');
  return crypto;
}

/** The key of a file whose header holds `salt`, which is random. */
export function deriveFileKey(key: Uint8Array, salt: Uint8Array, purpose: SealingPurpose): Uint8Array {
  assert(key.length === keyBytes, 'the key of a database has 32 bytes');
  assert(salt.length === saltBytes, 'the salt of a file has 16 bytes');
  return new Uint8Array(loadCrypto().hkdfSync('sha256', key, salt, purpose, keyBytes));
}

/** Stored in plain, it tells a wrong key from damage, and nothing about the key. */
export function keyCheck(key: Uint8Array): Uint8Array {
  assert(key.length === keyBytes, 'the key of a database has 32 bytes');
  return new Uint8Array(
    loadCrypto().hkdfSync('sha256', key, new Uint8Array(saltBytes), 'aiondb key check', keyCheckBytes),
  );
}

export function createSealer(fileKey: Uint8Array): Sealer {
  assert(fileKey.length === keyBytes, 'the key of a file has 32 bytes');
  const { createCipheriv, createDecipheriv, createSecretKey } = loadCrypto();
  const key = createSecretKey(fileKey);
  const nonce = new Uint8Array(12);
  const nonceView = new DataView(nonce.buffer);

  /** One array serves all blocks: the cipher copies it. */
  function nonceOf(counter: number): Uint8Array {
    assert(Number.isSafeInteger(counter) && counter >= 0, 'the counter of a block is a safe integer');
    nonceView.setUint32(4, Math.floor(counter / 2 ** 32));
    nonceView.setUint32(8, counter >>> 0);
    return nonce;
  }

  return {
    overhead: tagBytes,
    seal(plain, start, end, counter, context, target, at) {
      const tagAt = at + end - start;
      assert(target.length >= tagAt + tagBytes, 'a sealed block has room in its target');
      const cipher = createCipheriv(cipherName, key, nonceOf(counter), cipherOptions);
      cipher.setAAD(context);
      target.set(cipher.update(plain.subarray(start, end)), at);
      // GCM is a stream: the last call gives no bytes, and the tag can be asked for.
      cipher.final();
      target.set(cipher.getAuthTag(), tagAt);
      return tagAt + tagBytes;
    },
    open(sealed, start, end, counter, context) {
      const tagAt = end - tagBytes;
      if (tagAt < start) return null;
      const decipher = createDecipheriv(cipherName, key, nonceOf(counter), cipherOptions);
      decipher.setAAD(context);
      decipher.setAuthTag(sealed.subarray(tagAt, end));
      const plain = decipher.update(sealed.subarray(start, tagAt));
      try {
        decipher.final();
      } catch {
        // All that can fail here is the tag.
        return null;
      }
      // Not a Buffer, whose slice() would be a view.
      return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
    },
  };
}

/** The key in a file: 32 bytes as they are, or 64 hexadecimal digits with any white space. Errors never show what is in it. */
export function readKeyFile(bytes: Uint8Array, path: string): Uint8Array {
  const digits = hexDigitsOf(bytes);
  if (digits === null ? bytes.length !== keyBytes : digits.length !== 2 * keyBytes) {
    const found = !digits ? `${bytes.length} bytes` : `${digits.length} hexadecimal digits`;
    throw sqlError('config_file_error', `key file "${path}" does not hold a key`, {
      detail: `It has ${found}; a key is 32 bytes, or 64 hexadecimal digits.`,
      hint: 'Make one with: openssl rand -hex 32',
    });
  }
  const key =
    digits === null
      ? new Uint8Array(bytes)
      : Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  if (key.every((byte) => byte === key[0])) {
    throw sqlError('config_file_error', `key file "${path}" does not hold a key`, {
      detail: 'All its bytes are the same.',
      hint: 'Make one with: openssl rand -hex 32',
    });
  }
  return key;
}

/** Without their white space; null if there is anything else. 32 random bytes that look like this come once in 10^31. */
function hexDigitsOf(bytes: Uint8Array): string | null {
  const text = String.fromCharCode(...bytes.subarray(0, 1024)).replace(/[ \t\r\n]/g, '');
  return bytes.length <= 1024 && /^[0-9a-f]*$/i.test(text) ? text : null;
}
