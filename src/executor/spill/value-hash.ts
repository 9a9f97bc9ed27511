/**
 * Hashes of key values themselves: the codes that hash tables intern keys to are other ones in each of its parts. Equal keys have
 * equal hashes, also where the hash table compares canonical forms.
 */
import { hashString, mixInt32 } from '../../types/hash.ts';
import type { DatumValue } from '../../types/type-def.ts';
import type { CanonicalKey } from '../canonical-key.ts';
import { combineHash, hashNumber } from '../hash.ts';

/** Key columns: false where keys are numbers and booleans, compared as they are. */
export type KeyForms = readonly (CanonicalKey | null | false)[];

export function hashOfKeys(
  columns: readonly (readonly unknown[])[],
  nulls: readonly (readonly number[])[],
  keys: readonly number[],
  forms: KeyForms,
  row: number,
): number {
  let hash = 0;
  for (let i = 0; i < keys.length; i++) {
    const column = keys[i]!;
    const isNull = nulls[column]!.length > 0 && nulls[column]![row] === 1;
    hash = combineHash(hash, isNull ? 1 : hashOfKey(columns[column]![row], forms[i]!));
  }
  return hash;
}

function hashOfKey(value: unknown, form: CanonicalKey | null | false): number {
  return hashOfForm(formOfKey(value, form));
}

/** Equal keys have the same form, but for zeros of both signs and NaN. */
export function formOfKey(value: unknown, form: CanonicalKey | null | false): unknown {
  return form === null || form === false ? value : form(value as DatumValue);
}

export function hashOfForm(key: unknown): number {
  switch (typeof key) {
    case 'string':
      return hashString(key);
    case 'boolean':
      return key ? 7 : 13;
    default:
      return hashNumber(key as number | bigint);
  }
}

/** Which of `count` (a power of two) parts: other bits of the hash at each level. */
export function partOf(hash: number, level: number, count: number): number {
  return mixInt32(hash + Math.imul(level + 1, 0x9e3779b1)) & (count - 1);
}
