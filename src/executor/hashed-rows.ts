/** The one-column result of a sub-query as a set, for `x IN (query)` and `x <> ALL (query)` with their three-valued answers. */
import type { Datum } from '../types/type-def.ts';
import type { CanonicalKey } from './canonical-key.ts';
import { setPlaceBytes } from './group-table.ts';
import type { QueryMemory } from './spill/query-memory.ts';
import { SeenRows } from './spill/seen-rows.ts';
import { sizeOfValue } from './spill/value-size.ts';

export class HashedRows {
  private readonly keys = new Set<unknown>();
  private readonly canonical: CanonicalKey | null;
  private hasNull = false;
  private bytes = 0;
  /** Values that found no room among the others. */
  private further: SeenRows | null = null;

  private readonly memory: QueryMemory;

  constructor(canonical: CanonicalKey | null, memory: QueryMemory) {
    this.canonical = canonical;
    this.memory = memory;
  }

  add(value: Datum): void {
    if (value === null) {
      this.hasNull = true;
      return;
    }
    const { memory, keys } = this;
    const key = this.canonical === null ? value : this.canonical(value);
    if (this.bytes <= memory.limits.hashBytes) {
      keys.add(key);
      const bytes = sizeOfValue(value) + setPlaceBytes;
      this.bytes += bytes;
      memory.charge(bytes);
    } else if (!keys.has(key)) {
      this.further ??= new SeenRows([this.canonical], memory);
      this.further.add([value]);
    }
  }

  /** `value = ANY (rows)` */
  has(value: Datum): boolean | null {
    if (this.keys.size === 0 && !this.hasNull) return false;
    if (value === null) return null;
    if (this.keys.has(this.canonical === null ? value : this.canonical(value))) return true;
    if (this.further?.has([value])) return true;
    return this.hasNull ? null : false;
  }

  /** `value <> ALL (rows)` */
  lacks(value: Datum): boolean | null {
    const found = this.has(value);
    return found === null ? null : !found;
  }
}
