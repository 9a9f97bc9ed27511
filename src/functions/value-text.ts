/** A value as text in the way a cast to text gives it: what `||` with text does to its other operand. */
import { typeByOid } from '../types/registry.ts';
import { trimBpchar } from '../types/text.ts';
import type { DatumValue, Oid, TextContext } from '../types/type-def.ts';

const boolOid = 16;
const bpcharOid = 1042;

export function castToText(value: DatumValue, type: Oid, context: TextContext): string {
  // The types whose cast to text is not their output.
  if (type === boolOid) return value ? 'true' : 'false';
  if (type === bpcharOid) return trimBpchar(value as string);
  return typeByOid(type)!.output(value, context);
}
