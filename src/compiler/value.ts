import { typeOid } from '../types/oids.ts';
import { baseTypeOid, valueType } from '../types/registry.ts';
import type { Oid } from '../types/type-def.ts';

/**
 * An SQL value in generated code. `code` is an identifier or literal, free of effects, so it may be repeated; it has no
 * meaning where `isNull` (a pure boolean expression, often 'false') is true.
 */
export interface Value {
  readonly code: string;
  readonly isNull: string;
  readonly type: Oid;
  readonly typmod: number;
  /**
   * For numeric held as a double of value × 10^scale (fixed-scale vectors): the scale, and how many decimal
   * digits the integer can have; otherwise scale is -1.
   */
  readonly scale: number;
  readonly digits: number;
}

export function value(code: string, isNull: string, type: Oid, typmod = -1): Value {
  return { code, isNull, type, typmod, scale: -1, digits: 0 };
}

/** How scalars of a type are compared and hashed in generated code. */
export type JsClass = 'boolean' | 'int32' | 'number' | 'float' | 'text' | 'object';

export function jsClass(type: Oid): JsClass {
  if (baseTypeOid(type) === typeOid.bool) return 'boolean';
  const def = valueType(type);
  if (def.scalar === 'float') return 'float';
  if (def.scalar === 'text') return 'text';
  if (def.scalar === 'object') return 'object';
  return def.vector === 'int32' ? 'int32' : 'number';
}

/** What a local holds while its value is null: keeps the local's representation stable for V8. */
export function placeholder(type: Oid): string {
  switch (jsClass(type)) {
    case 'boolean':
      return 'false';
    case 'int32':
    case 'number':
      return '0';
    case 'float':
      return '0.5';
    case 'text':
      return '""';
    default:
      return 'null';
  }
}

export function orNull(parts: readonly string[]): string {
  const live = [...new Set(parts.filter((part) => part !== 'false'))];
  if (live.includes('true')) return 'true';
  return live.length === 0 ? 'false' : live.join('||');
}
