/** pg_proc, pg_aggregate, pg_operator, pg_cast, pg_am, pg_opclass, pg_opfamily, pg_language: what the registries hold. */
import type { AggregateDef, CastDef, FunctionDef, OperatorDef } from '../../functions/function-def.ts';
import { castOfRange, ownCast, rangeOfCast } from '../../functions/ranges/own-constructors.ts';
import {
  allCasts,
  allFunctions,
  allOperators,
  argOids,
  findOperator,
  functionByOid,
  resolveOperator,
  resultOid,
} from '../../functions/registry.ts';
import { typeByName, typeByOid } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import { ownFunctions } from '../own-functions.ts';
import { functionRef, shownAcl } from '../privileges/index.ts';
import { charArray, oidArray, oidVector, textArray } from '../row-values.ts';
import { bootstrapRoleOid, classOids, firstUserOid, pgCatalogOid } from '../well-known.ts';
import { type InternalFunction, internalFunctions } from './internal-functions.ts';
import { operatorClasses, operatorFamilies } from './operator-classes.ts';
import { familyFunctions, familyOperators } from './operator-family-members.ts';

const internalLanguage: Oid = 12;
const anyType: Oid = 2276;
const volatilities = { immutable: 'i', stable: 's', volatile: 'v' } as const;
const kinds = { scalar: 'f', set: 'f', aggregate: 'a', window: 'w' } as const;

function oidOf(type: string): Oid {
  return typeByName(type)?.oid ?? 0;
}

function argumentTypes(def: FunctionDef): Oid[] {
  if (def.own !== undefined) {
    const { args } = def.own;
    // The array type over a type has the OID before it.
    return args.map((type, i) => (def.variadic && i === args.length - 1 ? type - 1 : type));
  }
  const types = def.args.map(oidOf);
  // A variadic argument is declared by its element here, and is an array there (except for "any").
  const last = def.args.at(-1);
  if (def.variadic && last !== undefined && last !== 'any')
    types[types.length - 1] = oidOf(`_${last}`) || types.at(-1)!;
  return types;
}

const common: CatalogRow = {
  pronamespace: pgCatalogOid,
  proowner: bootstrapRoleOid,
  prolang: internalLanguage,
  procost: 1,
  prosupport: 0,
  prosecdef: false,
  proleakproof: false,
  proparallel: 's',
};

function outputColumns(def: FunctionDef, types: readonly Oid[]): { [column: string]: Datum } {
  const columns = def.kind === 'set' ? def.columns : undefined;
  const names = def.argNames;
  if (columns === undefined) {
    return {
      proargnames: names === undefined ? null : textArray(names),
      ...(def.variadic && { proallargtypes: oidArray(types), proargmodes: charArray(argumentModes(def, types)) }),
    };
  }
  return {
    proallargtypes: oidArray([...types, ...columns.map((column) => oidOf(column.type))]),
    proargmodes: charArray([...types.map(() => 'i'), ...columns.map(() => 'o')]),
    proargnames: textArray([...types.map((_, i) => names?.[i] ?? ''), ...columns.map((column) => column.name)]),
  };
}

/** Only where some argument is not a plain one. */
function argumentModes({ variadic }: FunctionDef, types: readonly Oid[]): string[] {
  return types.map((_, i) => (variadic && i === types.length - 1 ? 'v' : 'i'));
}

function functionRow(def: FunctionDef): CatalogRow {
  const types = argumentTypes(def);
  const last = types.at(-1) ?? 0;
  const set = def.kind === 'set';
  return {
    ...common,
    ...outputColumns(def, types),
    ...(def.own === undefined ? {} : { pronamespace: def.own.schema }),
    oid: def.oid,
    proname: def.name,
    prorows: set ? 1000 : 0,
    provariadic: def.variadic ? (last === anyType ? anyType : argOids(def).at(-1)!) : 0,
    prokind: kinds[def.kind],
    proisstrict: 'strict' in def ? def.kind !== 'aggregate' && def.strict : false,
    proretset: set,
    provolatile: volatilities[def.volatility],
    pronargs: types.length,
    pronargdefaults: def.defaults?.length ?? 0,
    prorettype: resultOid(def),
    proargtypes: oidVector(types),
    prosrc: sourceOf(def, types.length),
  };
}

function sourceOf(def: FunctionDef, count: number): string {
  if (def.kind === 'aggregate') return 'aggregate_dummy';
  if (def.own === undefined) return def.name;
  if (typeByOid(def.own.result)?.kind === 'range') return `range_constructor${count}`;
  return `multirange_constructor${def.variadic ? 2 : count}`;
}

function internalRow({ oid, name, strict, volatility, result, args }: InternalFunction): CatalogRow {
  return {
    ...common,
    oid,
    proname: name,
    prorows: 0,
    provariadic: 0,
    prokind: 'f',
    proisstrict: strict,
    proretset: false,
    provolatile: volatility,
    pronargs: args.length,
    pronargdefaults: 0,
    prorettype: result,
    proargtypes: oidVector(args),
    prosrc: name,
  };
}

function* procRows(): Generator<CatalogRow> {
  for (const def of allFunctions()) yield functionRow(def);
  for (const fn of internalFunctions().values()) if (functionByOid(fn.oid) === undefined) yield internalRow(fn);
}

/** pg_proc has the function. */
export function isListedFunction(oid: Oid): boolean {
  return functionByOid(oid) !== undefined || internalFunctions().has(oid);
}

function* aggregateRows(): Generator<CatalogRow> {
  for (const def of allFunctions()) {
    if (def.kind !== 'aggregate') continue;
    yield {
      aggfnoid: def.oid,
      aggkind: def.orderedSet === undefined ? 'n' : def.orderedSet.hypothetical ? 'h' : 'o',
      aggnumdirectargs: directArguments(def),
      aggtransfn: 0,
      aggfinalfn: 0,
      aggcombinefn: 0,
      aggserialfn: 0,
      aggdeserialfn: 0,
      aggmtransfn: 0,
      aggminvtransfn: 0,
      aggmfinalfn: 0,
      aggfinalextra: false,
      aggmfinalextra: false,
      aggfinalmodify: 'r',
      aggmfinalmodify: 'r',
      aggsortop: 0,
      aggtranstype: 0,
      aggtransspace: 0,
      aggmtranstype: 0,
      aggmtransspace: 0,
    };
  }
}

/** All but the value that is aggregated; one that stands for a whole row of them. */
function directArguments(def: AggregateDef): number {
  if (def.orderedSet === undefined) return 0;
  return def.orderedSet.hypothetical ? 1 : def.args.length - 1;
}

function operatorRow(def: OperatorDef): CatalogRow {
  const { left, right, result, proc, hashes } = resolveOperator(def);
  const related = (name: string | undefined, a: string | null, b: string): Oid =>
    name === undefined ? 0 : (findOperator(name, a, b)?.oid ?? 0);
  return {
    oid: def.oid,
    oprname: def.name,
    oprnamespace: pgCatalogOid,
    oprowner: bootstrapRoleOid,
    oprkind: left === 0 ? 'l' : 'b',
    oprcanmerge: def.btree === '=',
    oprcanhash: hashes,
    oprleft: left,
    oprright: right,
    oprresult: result,
    oprcom: def.left === null ? 0 : related(def.commutator, def.right, def.left),
    oprnegate: related(def.negator, def.left, def.right),
    oprcode: proc,
    oprrest: 0,
    oprjoin: 0,
  };
}

function operatorRows(): CatalogRow[] {
  return [...allOperators()].map(operatorRow);
}

/** pg_cast's OIDs are given when a database is made, from 10000 on. */
const firstCastOid = 10035;

/** Types whose values are cut to a modifier by a cast to themselves, with its function. */
const lengthCasts: readonly (readonly [type: string, proc: Oid])[] = [
  ['bpchar', 668],
  ['varchar', 669],
  ['time', 1968],
  ['timestamp', 1961],
  ['timestamptz', 1967],
  ['interval', 1200],
  ['timetz', 1969],
  ['bit', 1685],
  ['varbit', 1687],
  ['numeric', 1703],
];

let knownCasts: readonly CastDef[] | null = null;

/** What pg_cast has, in the order of its OIDs. */
function systemCasts(): readonly CastDef[] {
  if (knownCasts === null) {
    const lengths: CastDef[] = lengthCasts
      .filter(([, proc]) => functionByOid(proc) !== undefined)
      .map(([type, proc]) => ({ source: type, target: type, context: 'implicit', method: { proc } }));
    knownCasts = [...allCasts(), ...lengths];
  }
  return knownCasts;
}

/** OID of a cast in pg_cast; null: there is none. */
export function castOid(source: Oid, target: Oid): Oid | null {
  if (ownCast(source, target) !== undefined) return castOfRange(source);
  const at = systemCasts().findIndex((cast) => oidOf(cast.source) === source && oidOf(cast.target) === target);
  return at < 0 ? null : firstCastOid + at;
}

/** Source and target of a cast by that OID. */
export function castTypes(oid: Oid, catalog: Catalog): readonly [Oid, Oid] | null {
  const row = oid < firstUserOid ? systemCasts()[oid - firstCastOid] : undefined;
  if (row !== undefined) return [oidOf(row.source), oidOf(row.target)];
  const range = rangeOfCast(oid);
  const type = catalog.ownType(range);
  return type?.kind === 'range' ? [range, type.multirange] : null;
}

function castRow(cast: CastDef, i: number): CatalogRow {
  const method = cast.shown ?? cast.method;
  return {
    oid: firstCastOid + i,
    castsource: oidOf(cast.source),
    casttarget: oidOf(cast.target),
    castfunc: typeof method === 'string' ? 0 : method.proc,
    castcontext: { implicit: 'i', assignment: 'a', explicit: 'e' }[cast.context],
    castmethod: typeof method === 'string' ? (method === 'io' ? 'i' : 'b') : 'f',
  };
}

export const accessMethods: CatalogRow[] = [
  { oid: 2, amname: 'heap', amhandler: 3, amtype: 't' },
  { oid: 403, amname: 'btree', amhandler: 330, amtype: 'i' },
  { oid: 405, amname: 'hash', amhandler: 331, amtype: 'i' },
];

export const languages: CatalogRow[] = [
  { oid: 12, lanname: 'internal', lanispl: false, lanpltrusted: false, lanvalidator: 2246 },
  { oid: 13, lanname: 'c', lanispl: false, lanpltrusted: false, lanvalidator: 2247 },
  { oid: 14, lanname: 'sql', lanispl: false, lanpltrusted: true, lanvalidator: 2248 },
].map((row) => ({ ...row, lanowner: bootstrapRoleOid, lanplcallfoid: 0, laninline: 0 }));

function* ownProcRows({ catalog }: CatalogView): Generator<CatalogRow> {
  for (const def of ownFunctions(catalog)) {
    const owner = catalog.ownType(def.own!.result)!.owner;
    yield { ...functionRow(def), proowner: owner };
  }
}

/** From a range type to its multirange type. */
function* ownCastRows({ catalog }: CatalogView): Generator<CatalogRow> {
  for (const type of catalog.ownTypes()) {
    if (type.kind !== 'range') continue;
    const { method } = ownCast(type.oid, type.multirange)!;
    yield {
      oid: castOfRange(type.oid),
      castsource: type.oid,
      casttarget: type.multirange,
      castfunc: typeof method === 'string' ? 0 : method.proc,
      castcontext: 'e',
      castmethod: 'f',
    };
  }
}

/** Nobody can make aggregates or operators yet. */
function nothing(): CatalogRow[] {
  return [];
}

export const routineSources: RowSources = {
  pg_proc: {
    fixed: procRows,
    own: ownProcRows,
    live: { column: 'proacl', of: ['oid'], value: (view, oid) => shownAcl(view.catalog, functionRef(oid as Oid)) },
  },
  pg_aggregate: { fixed: aggregateRows, own: nothing },
  pg_operator: { fixed: operatorRows, own: nothing },
  pg_cast: { fixed: () => systemCasts().map(castRow), own: ownCastRows },
  pg_amop: { fixed: familyOperators, own: nothing },
  pg_amproc: { fixed: familyFunctions, own: nothing },
  pg_am: () => accessMethods,
  pg_language: (view) =>
    languages.map((row) => ({
      ...row,
      lanacl: () => shownAcl(view.catalog, { class: classOids.pg_language, oid: row['oid'] as Oid, column: 0 }),
    })),
  pg_opclass: () =>
    operatorClasses().map((c) => ({
      oid: c.oid,
      opcmethod: c.method,
      opcname: c.name,
      opcnamespace: pgCatalogOid,
      opcowner: bootstrapRoleOid,
      opcfamily: c.family,
      opcintype: c.inputType,
      opcdefault: c.isDefault,
      opckeytype: c.keyType,
    })),
  pg_opfamily: () =>
    operatorFamilies().map((family) => ({
      oid: family.oid,
      opfmethod: family.method,
      opfname: family.name,
      opfnamespace: pgCatalogOid,
      opfowner: bootstrapRoleOid,
    })),
};
