/** Types as written to OID and modifier. */
import { locatedAt, type SqlError, sqlError, unsupported } from '../errors/index.ts';
import type { Expression, TypeName } from '../parser/ast/index.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';
import type { AnalyzerContext } from './environment.ts';
import { intervalOid } from './oids.ts';

export interface ResolvedType {
  readonly type: Oid;
  readonly typmod: number;
}

export function resolveTypeName(typeName: TypeName, context: AnalyzerContext): ResolvedType {
  if (typeName.setof) throw unsupported('SETOF', typeName.location);
  let type = lookUp(typeName, context);
  const typmod = modifierOf(typeName, type);
  if (typeName.arrayBounds.length > 0) {
    if (type.arrayOid === 0) {
      throw sqlError('undefined_object', `could not find array type for data type ${type.displayName}`, {
        location: typeName.location,
      });
    }
    return { type: type.arrayOid, typmod };
  }
  if (type.kind === 'pseudo' && type.name === 'unknown') type = context.types.byName('unknown')!;
  return { type: type.oid, typmod };
}

function lookUp(typeName: TypeName, context: AnalyzerContext): TypeDef {
  const parts = typeName.name.parts;
  const name = parts[parts.length - 1]!;
  if (parts.length > 2) {
    if (parts.length > 3) {
      throw sqlError('syntax_error', `improper qualified name (too many dotted names): ${parts.join('.')}`, {
        location: typeName.location,
      });
    }
    if (parts[0] !== context.databaseName) {
      throw sqlError('feature_not_supported', `cross-database references are not implemented: ${parts.join('.')}`, {
        location: typeName.location,
      });
    }
  }
  const schema = parts.length > 1 ? parts[parts.length - 2]! : null;
  if (schema !== null && !context.catalog.schemaByName(schema)) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`, { location: typeName.location });
  }
  locatedAt(typeName.location, () => context.requireUsage?.(parts));
  if (typeName.system || schema === null || schema === 'pg_catalog') {
    const type = context.types.byName(name);
    if (type) return type;
  }
  if (!typeName.system) {
    const type = userTypeNamed(schema, name, context);
    if (type) return type;
  }
  if ((schema === null || schema === 'pg_catalog') && unbuiltTypes.has(name)) {
    throw unsupported(`type ${name}`, typeName.location);
  }
  throw missing(typeName, parts.join('.'));
}

/** A type of the database's own, by name: in the schema, or along the search path. */
function userTypeNamed(schema: string | null, name: string, context: AnalyzerContext): TypeDef | undefined {
  const { catalog } = context;
  if (schema !== null) return catalog.userTypeByName(catalog.schemaByName(schema)!.oid, name);
  for (const oid of context.searchPath) {
    const type = catalog.userTypeByName(oid, name);
    if (type !== undefined) return type;
  }
  return undefined;
}

/** Types PostgreSQL has and we have not: refused as such, not as unknown names. */
const unbuiltTypes: ReadonlySet<string> = new Set(['xml', '_xml']);

function missing(typeName: TypeName, name: string): SqlError {
  const brackets = typeName.arrayBounds.length > 0 ? '[]' : '';
  return sqlError('undefined_object', `type "${name}${brackets}" does not exist`, { location: typeName.location });
}

function modifierOf(typeName: TypeName, type: TypeDef): number {
  if (type.oid === intervalOid && typeName.intervalFields !== undefined) {
    const mask = intervalMasks[typeName.intervalFields];
    if (mask === undefined) throw unsupported(`interval ${typeName.intervalFields}`, typeName.location);
    const modifiers = [typeName.intervalFields, ...typeName.modifiers.map((m) => modifierText(m))];
    if (!type.modifierIn) throw unsupported('interval fields', typeName.location);
    return locatedAt(typeName.location, () => type.modifierIn!(modifiers));
  }
  if (typeName.modifiers.length === 0) return -1;
  if (!type.modifierIn) {
    throw sqlError('syntax_error', `type modifier is not allowed for type "${typeName.name.parts.at(-1)}"`, {
      location: typeName.location,
    });
  }
  const texts = typeName.modifiers.map((m) => modifierText(m));
  return locatedAt(typeName.location, () => type.modifierIn!(texts));
}

/** Bits of the fields an interval is restricted to: year 2, month 1, day 3, hour 10, minute 11, second 12. */
const year = 1 << 2;
const month = 1 << 1;
const day = 1 << 3;
const hour = 1 << 10;
const minute = 1 << 11;
const second = 1 << 12;
const intervalMasks: Readonly<Record<string, number>> = {
  year,
  month,
  day,
  hour,
  minute,
  second,
  'year to month': year | month,
  'day to hour': day | hour,
  'day to minute': day | hour | minute,
  'day to second': day | hour | minute | second,
  'hour to minute': hour | minute,
  'hour to second': hour | minute | second,
  'minute to second': minute | second,
};

function modifierText(expr: Expression): string {
  if (expr.kind === 'literal' && (expr.type === 'integer' || expr.type === 'decimal' || expr.type === 'string')) {
    return expr.value;
  }
  if (expr.kind === 'operator' && expr.name === '-' && expr.left === null && expr.right.kind === 'literal') {
    return `-${expr.right.value}`;
  }
  if (expr.kind === 'columnRef' && expr.parts.length === 1) return expr.parts[0]!;
  throw sqlError('syntax_error', 'type modifiers must be simple constants or identifiers', { location: expr.location });
}
