/** pg_type and pg_range. */
import { allTypes, baseTypeOid, typeByOid } from '../../types/registry.ts';
import type { Oid, TypeDef } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import type { RelationDescriptor, TypeDescriptor } from '../descriptors.ts';
import { shownAcl, typeRef } from '../privileges/index.ts';
import { domainDefaultReference } from '../stored-expressions.ts';
import { systemRelations } from '../system-relations.ts';
import { bootstrapRoleOid, firstUserOid, pgCatalogOid } from '../well-known.ts';
import { operatorClassFor } from './operator-classes.ts';
import { collationOf, passedByValue, storageOfType } from './relations.ts';
import { arrayFunctions, recordFunctions, type TypeFunctions, typeFunctions } from './type-facts.ts';

const btree: Oid = 403;
const arraySubscript: Oid = 6179;
const rawArraySubscript: Oid = 6180;
const arrayAnalyze: Oid = 3816;

const kinds: Readonly<Record<TypeDef['kind'], string>> = {
  base: 'b',
  pseudo: 'p',
  enum: 'e',
  domain: 'd',
  composite: 'c',
  range: 'r',
  multirange: 'm',
};

function functionColumns(functions: TypeFunctions): CatalogRow {
  return {
    typinput: functions.input,
    typoutput: functions.output,
    typreceive: functions.receive,
    typsend: functions.send,
    typmodin: functions.modifierIn,
    typmodout: functions.modifierOut,
  };
}

const common: CatalogRow = {
  typnamespace: pgCatalogOid,
  typowner: bootstrapRoleOid,
  typispreferred: false,
  typisdefined: true,
  typdelim: ',',
  typrelid: 0,
  typsubscript: 0,
  typelem: 0,
  typarray: 0,
  typanalyze: 0,
  typnotnull: false,
  typbasetype: 0,
  typtypmod: -1,
  typndims: 0,
  typcollation: 0,
};

/** Arrays proper share their functions; name, point and the vectors are fixed in length or have functions of their own. */
function isArray(type: TypeDef): boolean {
  return type.elementOid !== 0 && type.category === 'A' && type.name.startsWith('_');
}

function typeRow(type: TypeDef): CatalogRow {
  const array = isArray(type);
  const element = array ? typeByOid(type.elementOid) : undefined;
  return {
    ...common,
    ...functionColumns(array ? withElementModifier(type.elementOid) : typeFunctions(type.oid)),
    oid: type.oid,
    typname: type.name,
    typlen: type.length,
    typbyval: passedByValue(type.oid),
    typtype: kinds[type.kind],
    typcategory: type.category,
    typispreferred: type.preferred,
    typdelim: (element ?? type).name === 'box' ? ';' : ',',
    typsubscript:
      array || type.category === 'A'
        ? type.kind === 'pseudo'
          ? 0
          : arraySubscript
        : type.elementOid === 0
          ? 0
          : rawArraySubscript,
    typelem: type.elementOid,
    typarray: type.arrayOid,
    typanalyze: array ? arrayAnalyze : 0,
    typalign: type.align,
    typstorage: storageOfType(type.oid),
    typcollation: collationOf(type.oid, null),
  };
}

function withElementModifier(element: Oid): TypeFunctions {
  const { modifierIn, modifierOut } = typeFunctions(element);
  return { ...arrayFunctions, modifierIn, modifierOut };
}

/** The bootstrap catalogs are close together: their array types have OIDs elsewhere. */
const systemRowArrays: ReadonlyMap<Oid, Oid> = new Map([
  [71, 210],
  [75, 270],
  [81, 272],
  [83, 273],
  [1248, 10052],
  [2842, 10057],
  [2843, 10058],
  [4066, 10093],
  [6101, 10112],
]);

/** The composite type of a relation's rows, and the array type over it, which as a rule has the OID before. */
function rowTypeRows(relation: RelationDescriptor & { readonly rowType: Oid }, view?: CatalogView): CatalogRow[] {
  const arrayOid = systemRowArrays.get(relation.rowType) ?? relation.rowType - 1;
  const both: CatalogRow = {
    ...common,
    typnamespace: relation.schema,
    typowner: relation.owner,
    typlen: -1,
    typbyval: false,
    typalign: 'd',
    typstorage: 'x',
  };
  return [
    {
      ...both,
      ...functionColumns(recordFunctions),
      oid: relation.rowType,
      typacl: () => (view === undefined ? null : shownAcl(view.catalog, typeRef(relation.rowType))),
      typname: relation.name,
      typtype: 'c',
      typcategory: 'C',
      typrelid: relation.oid,
      typarray: arrayOid,
    },
    {
      ...both,
      ...functionColumns(arrayFunctions),
      oid: arrayOid,
      typname: `_${relation.name}`.slice(0, 63),
      typtype: 'b',
      typcategory: 'A',
      typsubscript: arraySubscript,
      typelem: relation.rowType,
      typanalyze: arrayAnalyze,
    },
  ];
}

const enumFunctions: TypeFunctions = {
  input: 3506,
  output: 3507,
  receive: 3532,
  send: 3533,
  modifierIn: 0,
  modifierOut: 0,
};
const rangeFunctions: TypeFunctions = {
  input: 3834,
  output: 3835,
  receive: 3836,
  send: 3837,
  modifierIn: 0,
  modifierOut: 0,
};
const multirangeFunctions: TypeFunctions = {
  input: 4231,
  output: 4232,
  receive: 4233,
  send: 4234,
  modifierIn: 0,
  modifierOut: 0,
};
const rangeAnalyze: Oid = 3916;
const multirangeAnalyze: Oid = 4242;
const domainInput: Oid = 2597;
const domainReceive: Oid = 2598;

/** An enum, domain or range, and the array type over it. */
function ownTypeRows(type: TypeDescriptor, view: CatalogView): CatalogRow[] {
  const def = view.catalog.userType(type.oid)!;
  const both: CatalogRow = { ...common, typnamespace: type.schema, typowner: type.owner };
  const array: CatalogRow = {
    ...both,
    ...functionColumns(arrayFunctions),
    oid: type.oid - 1,
    typname: `_${type.name}`.slice(0, 63),
    typlen: -1,
    typbyval: false,
    typtype: 'b',
    typcategory: 'A',
    typsubscript: arraySubscript,
    typelem: type.oid,
    typanalyze: arrayAnalyze,
    typalign: def.align === 'd' ? 'd' : 'i',
    typstorage: 'x',
    typcollation: collationOf(type.oid, type.kind === 'domain' ? type.collation : null),
  };
  const own: CatalogRow = {
    ...both,
    typacl: () => shownAcl(view.catalog, typeRef(type.oid)),
    oid: type.oid,
    typname: type.name,
    typlen: def.length,
    typtype: kinds[def.kind],
    typcategory: def.category,
    typarray: type.oid - 1,
    typalign: def.align,
  };
  if (type.kind === 'enum') {
    return [{ ...own, ...functionColumns(enumFunctions), typbyval: true, typstorage: 'p' }, array];
  }
  if (type.kind === 'range' || type.kind === 'multirange') {
    const functions = type.kind === 'range' ? rangeFunctions : multirangeFunctions;
    const typanalyze = type.kind === 'range' ? rangeAnalyze : multirangeAnalyze;
    return [{ ...own, ...functionColumns(functions), typbyval: false, typstorage: 'x', typanalyze }, array];
  }
  const base = baseTypeOid(type.oid);
  const baseFunctions = functionsOf(base, view);
  return [
    {
      ...own,
      ...functionColumns({
        ...baseFunctions,
        input: domainInput,
        receive: domainReceive,
        modifierIn: 0,
        modifierOut: 0,
      }),
      typbyval: base >= firstUserOid ? view.catalog.userType(base)?.kind === 'enum' : passedByValue(base),
      typstorage:
        base >= firstUserOid ? (view.catalog.userType(base)?.kind === 'enum' ? 'p' : 'x') : storageOfType(base),
      typnotnull: type.notNull,
      typbasetype: type.base,
      typtypmod: type.typmod,
      typndims: type.dimensions ?? 0,
      typcollation: collationOf(base, type.collation),
      typdefault: () => view.definitions.domainDefault(type),
      typdefaultbin: type.defaultExpr === null ? null : domainDefaultReference(type.oid),
    },
    array,
  ];
}

function functionsOf(type: Oid, view: CatalogView): TypeFunctions {
  if (type < firstUserOid) {
    const def = typeByOid(type);
    return def !== undefined && isArray(def) ? arrayFunctions : typeFunctions(type);
  }
  switch (view.catalog.userType(type)?.kind) {
    case 'enum':
      return enumFunctions;
    case 'composite':
      return recordFunctions;
    case 'range':
      return rangeFunctions;
    case 'multirange':
      return multirangeFunctions;
    default:
      return arrayFunctions;
  }
}

function* enumRows(view: CatalogView): Generator<CatalogRow> {
  for (const type of view.catalog.ownTypes()) {
    if (type.kind !== 'enum') continue;
    for (const { oid, label, order, sortOrder } of type.labels) {
      yield { oid, enumtypid: type.oid, enumsortorder: sortOrder ?? Math.fround(order), enumlabel: label };
    }
  }
}

function* systemTypeRows(): Generator<CatalogRow> {
  const known = new Set<Oid>();
  for (const type of allTypes()) {
    known.add(type.oid);
    yield typeRow(type);
  }
  for (const relation of systemRelations()) {
    if (!known.has(relation.rowType)) yield* rowTypeRows(relation);
  }
}

function* userTypeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if ('rowType' in relation) yield* rowTypeRows(relation, view);
  }
  for (const type of view.catalog.ownTypes()) yield* ownTypeRows(type, view);
}

/** Range type, subtype, multirange, collation, operator class, canonical function, difference function. */
const ranges: readonly (readonly number[])[] = [
  [3904, 23, 4451, 0, 1978, 3914, 3922],
  [3906, 1700, 4532, 0, 3125, 0, 3924],
  [3908, 1114, 4533, 0, 3128, 0, 3929],
  [3910, 1184, 4534, 0, 3127, 0, 3930],
  [3912, 1082, 4535, 0, 3122, 3915, 3925],
  [3926, 20, 4536, 0, 3124, 3928, 3923],
];

function* ownRangeRows(view: CatalogView): Generator<CatalogRow> {
  for (const type of view.catalog.ownTypes()) {
    if (type.kind !== 'range') continue;
    yield {
      rngtypid: type.oid,
      rngsubtype: type.subtype,
      rngmultitypid: type.multirange,
      rngcollation: collationOf(type.subtype, type.collation),
      rngsubopc: operatorClassFor(baseTypeOid(type.subtype), btree, undefined),
      rngcanonical: 0,
      rngsubdiff: type.subtypeDiff,
    };
  }
}

function rangeRows(): Iterable<CatalogRow> {
  // Only of range types that exist here.
  return ranges
    .filter(([type]) => typeByOid(type!) !== undefined)
    .map(([rngtypid, rngsubtype, rngmultitypid, rngcollation, rngsubopc, rngcanonical, rngsubdiff]) => ({
      rngtypid: rngtypid!,
      rngsubtype: rngsubtype!,
      rngmultitypid: rngmultitypid!,
      rngcollation: rngcollation!,
      rngsubopc: rngsubopc!,
      rngcanonical: rngcanonical!,
      rngsubdiff: rngsubdiff!,
    }));
}

export const typeSources: RowSources = {
  pg_type: {
    fixed: systemTypeRows,
    own: userTypeRows,
    live: { column: 'typacl', of: ['oid'], value: (view, oid) => shownAcl(view.catalog, typeRef(oid as Oid)) },
  },
  pg_range: { fixed: rangeRows, own: ownRangeRows },
  pg_enum: enumRows,
};
