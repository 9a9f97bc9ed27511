/** Constants with as much decoration as they need to come back as the same value and type. */
import type { BoundConst } from '../../catalog/tree.ts';
import type { DatumValue } from '../../types/type-def.ts';
import { boolOid, int4Oid, numericOid, unknownOid } from '../oids.ts';
import { type DeparseContext, quoteLiteral, typeText } from './names.ts';

/** `label`: 'never' leaves the type out (a cast behind says it), 'always' shows it even where it is not needed. */
export function constantText(
  value: BoundConst,
  context: DeparseContext,
  label: 'never' | 'needed' | 'always' = 'needed',
): string {
  const suffix = () => `::${typeText(value.type, value.typmod, context)}`;
  if (value.value === null) return label === 'never' ? 'NULL' : `NULL${suffix()}`;
  const text = outputText(value, context, value.value);
  let plain: boolean;
  switch (value.type) {
    case int4Oid:
      plain = !text.startsWith('-');
      break;
    case numericOid:
      plain = /^[0-9]/.test(text) && /[.eE]/.test(text);
      break;
    case boolOid:
      return (text === 't' ? 'true' : 'false') + (label === 'always' ? suffix() : '');
    default:
      plain = false;
  }
  const literal = plain ? text : quoteLiteral(text);
  if (label === 'never') return literal;
  const needed = value.type === unknownOid ? false : value.type === numericOid ? !plain || value.typmod >= 0 : !plain;
  return needed || label === 'always' ? literal + suffix() : literal;
}

function outputText(value: BoundConst, context: DeparseContext, datum: DatumValue): string {
  const type = context.types.byOid(value.type);
  return type ? type.output(datum, context.text) : String(datum);
}
