/** Makers of names and types. */
import type { Expression, Literal, QualifiedName, TypeName } from '../ast/index.ts';
import { reject } from './failures.ts';

/** At most three parts: database, schema, object. */
export function qualifiedName(parts: readonly string[], location: number): QualifiedName {
  if (parts.length > 3) reject(`improper qualified name (too many dotted names): ${parts.join('.')}`, location);
  return { kind: 'name', parts, location };
}

export function typeName(parts: readonly string[], modifiers: readonly Expression[], location: number): TypeName {
  return {
    kind: 'typeName',
    name: { kind: 'name', parts, location },
    system: false,
    modifiers,
    arrayBounds: [],
    setof: false,
    location,
  };
}

/** A type the SQL standard has a spelling for, under its name in pg_catalog. */
export function systemType(name: string, modifiers: readonly Expression[], location: number): TypeName {
  return {
    kind: 'typeName',
    name: { kind: 'name', parts: [name], location },
    system: true,
    modifiers,
    arrayBounds: [],
    setof: false,
    location,
  };
}

/** `float(n)`: the binary precision chooses between the two types. */
export function floatType(precision: Literal | null, location: number): TypeName {
  if (precision === null) return systemType('float8', [], location);
  const bits = Number(precision.value);
  if (bits < 1)
    reject('precision for type float must be at least 1 bit', precision.location, {}, 'invalid_parameter_value');
  if (bits > 53)
    reject('precision for type float must be less than 54 bits', precision.location, {}, 'invalid_parameter_value');
  return systemType(bits <= 24 ? 'float4' : 'float8', [], location);
}

export function intervalType(
  fields: { readonly fields: string; readonly precision: Literal | null } | null,
  modifiers: readonly Expression[],
  location: number,
): TypeName {
  const type = systemType('interval', fields?.precision ? [fields.precision] : modifiers, location);
  return fields === null ? type : { ...type, intervalFields: fields.fields };
}
