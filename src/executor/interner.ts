/** Small integer codes for the distinct values of a key column; null has code 0. Values keep the form first seen. */
import type { Datum, DatumValue } from '../types/type-def.ts';
import type { CanonicalKey } from './canonical-key.ts';

export class Interner {
  private readonly codes = new Map<unknown, number>();
  readonly values: Datum[] = [null];
  private readonly canonical: CanonicalKey | null;

  constructor(canonical: CanonicalKey | null) {
    this.canonical = canonical;
  }

  /** The value's code, a new one if it was not seen before. */
  add(value: DatumValue): number {
    const key = this.canonical === null ? value : this.canonical(value);
    let code = this.codes.get(key);
    if (code === undefined) {
      code = this.values.length;
      this.values.push(value);
      this.codes.set(key, code);
    }
    return code;
  }

  /** The value's code, or -1 if it was never added. */
  find(value: DatumValue): number {
    return this.codes.get(this.canonical === null ? value : this.canonical(value)) ?? -1;
  }
}
