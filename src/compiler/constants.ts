import { assert } from '../common/assert.ts';
import { functionByOid } from '../functions/registry.ts';
import type { Oid } from '../types/type-def.ts';

/**
 * What generated code refers to and must not contain: literals, identifiers, functions, tables. Each gets a name the
 * compiler chose (`k0`, `f177`), so the text of a plan depends on its shape alone and compiled functions can be shared by
 * text. Functions are named by OID: two plans that differ only in the function called must not share feedback.
 */
export class ConstantPool {
  readonly values: unknown[] = [];
  private readonly names: string[] = [];
  private readonly byObject = new Map<unknown, string>();

  /** Captures a value; the same object (not the same primitive) is captured once. */
  value(value: unknown): string {
    const shared = (typeof value === 'object' && value !== null) || typeof value === 'function';
    const known = shared ? this.byObject.get(value) : undefined;
    if (known !== undefined) return known;
    const name = `k${this.values.length}`;
    this.values.push(value);
    this.names.push(name);
    if (shared) this.byObject.set(value, name);
    return name;
  }

  /** The implementation of a scalar function of the function table. */
  fn(oid: Oid): string {
    const def = functionByOid(oid);
    assert(def !== undefined && def.kind === 'scalar', `function ${oid} is not a scalar function`);
    return this.named(`f${oid}`, def.impl);
  }

  /** Captures a value under a name of the compiler's choosing. */
  named(name: string, value: unknown): string {
    if (!this.byObject.has(name)) {
      this.byObject.set(name, name);
      this.values.push(value);
      this.names.push(name);
    }
    return name;
  }

  /** `const k0=K[0],f177=K[1];` */
  declaration(): string {
    return this.names.length === 0 ? '' : `const ${this.names.map((name, i) => `${name}=K[${i}]`).join(',')};`;
  }
}
