/** A value as text in the way a cast to text gives it: what `||` with text does to its other operand. */

import type { NetworkAddress } from '../types/network/address.ts';
import { formatCidr } from '../types/network/address-text.ts';
import { typeOid } from '../types/oids.ts';
import { baseTypeOid, typeByOid } from '../types/registry.ts';
import { trimBpchar } from '../types/text.ts';
import type { DatumValue, Oid, TextContext } from '../types/type-def.ts';

export function castToText(value: DatumValue, type: Oid, context: TextContext): string {
  // The types whose cast to text is not their output.
  switch (baseTypeOid(type)) {
    case typeOid.bool:
      return value ? 'true' : 'false';
    case typeOid.bpchar:
      return trimBpchar(value as string);
    case typeOid.inet:
    case typeOid.cidr:
      return formatCidr(value as NetworkAddress);
    default:
      return typeByOid(type)!.output(value, context);
  }
}
