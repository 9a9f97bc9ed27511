/** Keys of hash joins, groups and sets in generated code: either plain numbers, compared with ===, or interned codes. */
import { type CanonicalKey, canonicalKey } from '../../executor/canonical-key.ts';
import { combineHash, hashInt, hashNumber } from '../../executor/hash.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import type { ConstantPool } from '../constants.ts';
import { type JsClass, jsClass } from '../value.ts';

export interface KeyKind {
  readonly class: JsClass;
  readonly interned: boolean;
  /** For tables' constructors: false when not interned. */
  readonly canonical: CanonicalKey | null | false;
}

/** `intern` forces codes, so that null can be a key like others. */
export function keyKind(type: Oid, intern = false): KeyKind {
  const kind = jsClass(type);
  const interned = intern || kind === 'text' || kind === 'object' || baseTypeOid(type) === typeOid.bpchar;
  return { class: kind, interned, canonical: interned ? canonicalKey(type) : false };
}

/** Hash of one key: `code` is the plain value or the interned code. */
export function hashCode(kind: KeyKind, code: string, pool: ConstantPool): string {
  if (kind.interned || kind.class === 'int32') return `${pool.named('hashInt', hashInt)}(${code})`;
  if (kind.class === 'boolean') return `(${code}?7:13)`;
  return `${pool.named('hashNumber', hashNumber)}(${code})`;
}

export function combinedHash(parts: readonly string[], pool: ConstantPool): string {
  if (parts.length === 0) return '0';
  return parts.reduce((hash, part) => `${pool.named('combineHash', combineHash)}(${hash},${part})`);
}

/** Equality of a stored key and a new one. */
export function keysEqual(kind: KeyKind, stored: string, key: string): string {
  if (!kind.interned && kind.class === 'float') return `(${stored}===${key}||(${stored}!==${stored}&&${key}!==${key}))`;
  return `${stored}===${key}`;
}
