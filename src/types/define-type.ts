/** Makes TypeDef rows of one object shape, with the defaults most base types share. */
import { sqlError } from '../errors/index.ts';
import type { DatumValue, Oid, ScalarClass, TextContext, TypeDef, VectorKind } from './type-def.ts';

/** A row as the family files write it: what is left out takes the default in the comment. */
export interface TypeRow {
  readonly oid: Oid;
  readonly name: string;
  /** `name` */
  readonly displayName?: string;
  /** 0 */
  readonly arrayOid?: Oid;
  /** 0 */
  readonly elementOid?: Oid;
  /** 'base' */
  readonly kind?: TypeDef['kind'];
  readonly category: string;
  /** false */
  readonly preferred?: boolean;
  /** -1 */
  readonly length?: number;
  /** 'i' */
  readonly align?: TypeDef['align'];
  /** false */
  readonly collatable?: boolean;
  /** 'mixed' */
  readonly vector?: VectorKind;
  /** 'object' */
  readonly scalar?: ScalarClass;
  readonly input: (text: string, typmod: number, context: TextContext) => DatumValue;
  readonly output: (value: never, context: TextContext) => string;
  readonly compare: ((a: never, b: never) => number) | null;
  readonly hash: ((value: never) => number) | null;
  readonly modifierIn?: (modifiers: readonly string[]) => number;
  readonly modifierOut?: (typmod: number) => string;
  readonly applyModifier?: (value: never, typmod: number, explicit: boolean) => DatumValue;
}

export function defineType(row: TypeRow): TypeDef {
  const def = {
    oid: row.oid,
    name: row.name,
    displayName: row.displayName ?? row.name,
    arrayOid: row.arrayOid ?? 0,
    elementOid: row.elementOid ?? 0,
    kind: row.kind ?? 'base',
    category: row.category,
    preferred: row.preferred ?? false,
    length: row.length ?? -1,
    align: row.align ?? 'i',
    collatable: row.collatable ?? false,
    vector: row.vector ?? 'mixed',
    scalar: row.scalar ?? 'object',
    input: row.input,
    // A row's output takes its own kind of scalar; who calls it has the value from the same type.
    output: row.output as TypeDef['output'],
    compare: row.compare,
    hash: row.hash,
  } as const;
  if (row.modifierIn === undefined && row.applyModifier === undefined) return def;
  return {
    ...def,
    ...(row.modifierIn === undefined ? {} : { modifierIn: row.modifierIn }),
    ...(row.modifierOut === undefined ? {} : { modifierOut: row.modifierOut }),
    ...(row.applyModifier === undefined ? {} : { applyModifier: row.applyModifier }),
  };
}

export function outputString(value: string): string {
  return value;
}

export function outputInteger(value: number | bigint): string {
  return value.toString();
}

/** Numbers of the 'number' scalar class, int8 among them. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The integers in a type modifier's parentheses. */
export function modifierIntegers(modifiers: readonly string[]): number[] {
  return modifiers.map((text) => {
    const value = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) {
      throw sqlError('invalid_text_representation', `invalid input syntax for type integer: "${text}"`);
    }
    if (value < -2147483648 || value > 2147483647) {
      throw sqlError('numeric_value_out_of_range', `value "${text}" is out of range for type integer`);
    }
    return value;
  });
}
