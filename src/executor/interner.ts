/** Small integer codes for the distinct values of a key column; null has code 0. Values keep the form first seen. */
import type { Datum, DatumValue } from '../types/type-def.ts';
import type { CanonicalKey } from './canonical-key.ts';
import { sizeOfValue } from './spill/value-size.ts';

const entryBytes = 80;

export class Interner {
  private readonly codes = new Map<unknown, number>();
  readonly values: Datum[] = [null];
  private readonly canonical: CanonicalKey | null;
  /** No new values are taken: `add` gives -1 for them. */
  closed = false;

  constructor(canonical: CanonicalKey | null) {
    this.canonical = canonical;
  }

  /** The value's code, a new one if it was not seen before. */
  add(value: DatumValue): number {
    const key = this.canonical === null ? value : this.canonical(value);
    let code = this.codes.get(key);
    if (code === undefined) {
      if (this.closed) return -1;
      code = this.values.length;
      this.values.push(value);
      this.codes.set(key, code);
    }
    return code;
  }

  /** What the values take that have come since the last time; with their places in the map. */
  takeNewBytes(): number {
    let bytes = 0;
    for (let i = this.measured; i < this.values.length; i++) bytes += sizeOfValue(this.values[i]) + entryBytes;
    this.measured = this.values.length;
    return bytes;
  }
  private measured = 0;

  clear(): void {
    this.measured = 0;
    this.codes.clear();
    this.values.length = 1;
    this.closed = false;
  }

  /** The value's code, or -1 if it was never added. */
  find(value: DatumValue): number {
    return this.codes.get(this.canonical === null ? value : this.canonical(value)) ?? -1;
  }
}
