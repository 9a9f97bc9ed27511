/** How information_schema describes a type: data_type, udt_name, and the numbers that go with it. */

import { typeOid } from '../../types/oids.ts';
import { formatType, typeByOid } from '../../types/registry.ts';
import type { Oid, TypeDef } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import type { CatalogRow } from '../catalog-view.ts';
import { firstUserOid } from '../well-known.ts';

const integerBits: Readonly<Record<Oid, number>> = {
  [typeOid.int2]: 16,
  [typeOid.int4]: 32,
  [typeOid.int8]: 64,
};
const floatBits: Readonly<Record<Oid, number>> = { [typeOid.float4]: 24, [typeOid.float8]: 53 };
/** Longest text there is, in bytes. */
const maxOctets = 1 << 30;
const bytesPerCharacter = 4;

function isArray(type: TypeDef | undefined): boolean {
  return type !== undefined && type.elementOid !== 0 && type.length === -1;
}

const builtInKinds: ReadonlySet<TypeDef['kind']> = new Set(['base', 'pseudo', 'range', 'multirange']);

/** `ARRAY`, `USER-DEFINED`, or the SQL name without a modifier. */
export function dataType(type: Oid): string {
  const def = typeByOid(type);
  if (isArray(def)) return 'ARRAY';
  if (def === undefined || !builtInKinds.has(def.kind) || def.rangeFamily !== undefined) return 'USER-DEFINED';
  return formatType(type, null);
}

function characterColumns(type: Oid, typmod: number): CatalogRow {
  if (type === typeOid.bpchar || type === typeOid.varchar) {
    const length = typmod < 4 ? null : typmod - 4;
    return {
      character_maximum_length: length,
      character_octet_length: length === null ? maxOctets : length * bytesPerCharacter,
    };
  }
  if (type === typeOid.text) return { character_octet_length: maxOctets };
  if (type === typeOid.bit || type === typeOid.varbit) return { character_maximum_length: typmod < 0 ? null : typmod };
  return {};
}

function numericColumns(type: Oid, typmod: number): CatalogRow {
  const bits = integerBits[type];
  if (bits !== undefined) return { numeric_precision: bits, numeric_precision_radix: 2, numeric_scale: 0 };
  const float = floatBits[type];
  if (float !== undefined) return { numeric_precision: float, numeric_precision_radix: 2 };
  if (type !== typeOid.numeric) return {};
  if (typmod < 4) return { numeric_precision_radix: 10 };
  const precision = ((typmod - 4) >> 16) & 0xffff;
  const scale = (((typmod - 4) & 0x7ff) ^ 1024) - 1024;
  return { numeric_precision: precision, numeric_precision_radix: 10, numeric_scale: scale };
}

const timeTypes: readonly Oid[] = [typeOid.time, typeOid.timetz, typeOid.timestamp, typeOid.timestamptz];
const noPrecision = 0xffff;

function datetimeColumns(type: Oid, typmod: number): CatalogRow {
  if (type === typeOid.date) return { datetime_precision: 0 };
  if (timeTypes.includes(type)) return { datetime_precision: typmod < 0 ? 6 : typmod };
  if (type !== typeOid.interval) return {};
  const precision = typmod & noPrecision;
  const fields = typmod < 0 ? '' : formatType(type, typmod).replace(/^interval(?:\(\d+\))? ?/, '');
  return {
    datetime_precision: typmod < 0 || precision === noPrecision ? 6 : precision,
    interval_type: fields === '' ? null : fields.toUpperCase(),
  };
}

/** Where a type is looked for; without a catalog there are only built-in ones. */
export interface Place {
  readonly databaseName: string;
  readonly catalog: Catalog | null;
}

/** The columns that columns, element_types, parameters and routines have in common. A domain shows the type it is over. */
export function typeColumns(type: Oid, typmod: number, view: Place): CatalogRow {
  const domain = view.catalog?.ownType(type);
  if (domain?.kind === 'domain') {
    return {
      ...typeColumns(domain.base, domain.typmod, view),
      domain_catalog: view.databaseName,
      domain_schema: view.catalog!.schema(domain.schema)!.name,
      domain_name: domain.name,
    };
  }
  const owner = type < firstUserOid ? undefined : (view.catalog?.typeOwner(type) ?? view.catalog?.typeOwner(type + 1));
  return {
    data_type: dataType(type),
    ...characterColumns(type, typmod),
    ...numericColumns(type, typmod),
    ...datetimeColumns(type, typmod),
    udt_catalog: view.databaseName,
    udt_schema: owner === undefined ? 'pg_catalog' : view.catalog!.schema(owner.schema)!.name,
    udt_name: typeByOid(type)?.name ?? '',
  };
}

/** The element type of an array type; null for others. */
export function elementType(type: Oid): Oid | null {
  const def = typeByOid(type);
  return isArray(def) ? def!.elementOid : null;
}
