/**
 * Indexes over all rows of functions, operators and casts. Rows name types as pg_type does; the OIDs behind the names are
 * found when first asked for and kept, so loading is one pass over the rows.
 */
import { assert } from '../common/assert.ts';
import { collationUnder, underCollation, withoutCollation } from '../types/collation/index.ts';
import { baseTypeOid, firstUserTypeOid, typeByName, typeByOid } from '../types/registry.ts';
import type { Oid } from '../types/type-def.ts';
import { collatedFunction, collatedOperator } from './collated/collated-functions.ts';
import type { CastDef, FunctionDef, OperatorDef } from './function-def.ts';
import { ownCast, ownFunctionByOid } from './ranges/own-constructors.ts';
import { castTables, functionTables, operatorTables } from './tables.ts';

const functionsOid = new Map<Oid, FunctionDef>();
for (const table of functionTables) {
  for (const row of table) {
    assert(!functionsOid.has(row.oid), `function OID ${row.oid} has two rows: ${row.name}`);
    functionsOid.set(row.oid, row);
  }
}

const operatorsOid = new Map<Oid, OperatorDef>();
for (const table of operatorTables) {
  for (const row of table) {
    assert(!operatorsOid.has(row.oid), `operator OID ${row.oid} has two rows: ${row.name}`);
    operatorsOid.set(row.oid, row);
  }
}

export function functionByOid(oid: Oid): FunctionDef | undefined {
  return functionsOid.get(oid) ?? collatedFunction(oid, functionsOid) ?? ownFunctionByOid(oid);
}

export function allFunctions(): IterableIterator<FunctionDef> {
  return functionsOid.values();
}

export function operatorByOid(oid: Oid): OperatorDef | undefined {
  return operatorsOid.get(oid) ?? collatedOperator(oid, operatorsOid);
}

export function allOperators(): IterableIterator<OperatorDef> {
  return operatorsOid.values();
}

function groupBy<T>(rows: Iterable<T>, key: (row: T) => string | number): Map<string | number, T[]> {
  const groups = new Map<string | number, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

const none: readonly never[] = [];

let functionsNamed: Map<string | number, FunctionDef[]> | null = null;
/** Functions, aggregates and window functions that can be called by this name; the same array each time. */
export function functionsByName(name: string): readonly FunctionDef[] {
  functionsNamed ??= groupBy(
    [...functionsOid.values()].filter((row) => !('hidden' in row)),
    (row) => row.name,
  );
  return functionsNamed.get(name) ?? none;
}

let operatorsNamed: Map<string | number, OperatorDef[]> | null = null;
/** Operators of this name, binary and prefix; the same array each time. */
export function operatorsByName(name: string): readonly OperatorDef[] {
  operatorsNamed ??= groupBy(operatorsOid.values(), (row) => row.name);
  return operatorsNamed.get(name) ?? none;
}

function oidOfName(name: string): Oid {
  const type = typeByName(name);
  assert(type !== undefined, `a row names the type ${name}, which has no row`);
  return type.oid;
}

const argumentOids = new Map<FunctionDef, readonly Oid[]>();
/** OIDs of a function's declared argument types. */
export function argOids(def: FunctionDef): readonly Oid[] {
  let oids = argumentOids.get(def);
  if (oids === undefined) {
    if (def.own !== undefined) return def.own.args;
    oids = def.args.map(oidOfName);
    argumentOids.set(def, oids);
  }
  return oids;
}

export function resultOid(def: FunctionDef): Oid {
  return def.own?.result ?? oidOfName(def.result);
}

/** An operator row with the OIDs of its types; `left` is 0 for prefix operators. */
export interface ResolvedOperator {
  readonly def: OperatorDef;
  readonly oid: Oid;
  readonly name: string;
  readonly left: Oid;
  readonly right: Oid;
  readonly result: Oid;
  readonly proc: Oid;
  readonly btree: OperatorDef['btree'];
  readonly hashes: boolean;
  /** It is the negator of an equality that is in a btree class. */
  readonly negatesEquality: boolean;
}

const resolvedOperators = new Map<OperatorDef, ResolvedOperator>();
export function resolveOperator(def: OperatorDef): ResolvedOperator {
  let resolved = resolvedOperators.get(def);
  if (resolved === undefined) {
    const negated = def.negator === '=' ? findOperator('=', def.left, def.right) : undefined;
    resolved = {
      def,
      oid: def.oid,
      name: def.name,
      left: def.left === null ? 0 : oidOfName(def.left),
      right: oidOfName(def.right),
      result: oidOfName(def.result),
      proc: def.proc,
      btree: def.btree,
      hashes: def.hashes === true,
      negatesEquality: negated?.btree === '=',
    };
    resolvedOperators.set(def, resolved);
  }
  return resolved;
}

/** The operator of exactly these type names. */
export function findOperator(name: string, left: string | null, right: string): OperatorDef | undefined {
  return operatorsByName(name).find((row) => row.left === left && row.right === right);
}

let operatorsProc: Map<Oid, OperatorDef> | null = null;
/** The (first) operator that a function stands behind. */
export function operatorByProc(proc: Oid): ResolvedOperator | undefined {
  if (operatorsProc === null) {
    operatorsProc = new Map();
    for (const row of operatorsOid.values()) if (!operatorsProc.has(row.proc)) operatorsProc.set(row.proc, row);
  }
  const def = operatorsProc.get(proc);
  return def === undefined ? undefined : resolveOperator(def);
}

/**
 * The pg_type name under which the default btree and hash classes of a type are declared: its own, or that of the type it is
 * binary-compatible with, or anyarray, anyenum.
 */
function operatorClassName(type: Oid): string | null {
  const def = typeByOid(type);
  if (def === undefined) return null;
  if (def.name === 'varchar') return 'text';
  if (def.name === 'cidr') return 'inet';
  if (def.name.startsWith('reg') && def.category === 'N') return 'oid';
  if (def.kind === 'enum') return 'anyenum';
  if (def.kind === 'composite') return 'record';
  if (def.kind === 'range') return 'anyrange';
  if (def.kind === 'multirange') return 'anymultirange';
  if (def.elementOid !== 0 && def.category === 'A' && def.name !== 'oidvector') return 'anyarray';
  return def.name;
}

function operatorOfClass(typeName: string | null, name: string): OperatorDef | null {
  const row = typeName === null ? undefined : findOperator(name, typeName, typeName);
  return row !== undefined && (row.btree === name || (name === '=' && row.hashes)) ? row : null;
}

const comparisonCache = new Map<string, OperatorDef | null>();
/** The operator of a strategy in the type's default btree class, or a hash class's equality; null when it has none. */
export function comparisonOperator(type: Oid, name: '<' | '<=' | '=' | '>=' | '>'): OperatorDef | null {
  // Types of a database's own all have the classes of one of these.
  if (type >= firstUserTypeOid) return operatorOfClass(operatorClassName(baseTypeOid(type)), name);
  const key = `${name}${type}`;
  let found = comparisonCache.get(key);
  if (found === undefined) {
    found = operatorOfClass(operatorClassName(type), name);
    comparisonCache.set(key, found);
  }
  return found;
}

/** pg_proc OID of the type's equality; null when it has none. */
export function equalityFunction(type: Oid): Oid | null {
  return comparisonOperator(type, '=')?.proc ?? null;
}
/** pg_proc OID of the type's `<`; null when it has no order. */
export function lessFunction(type: Oid): Oid | null {
  const collation = collationUnder(type);
  const proc = comparisonOperator(withoutCollation(type), '<')?.proc ?? null;
  return collation === null || proc === null ? proc : underCollation(proc, collation);
}
/** pg_proc OID of the type's `>`; null when it has no order. */
export function greaterFunction(type: Oid): Oid | null {
  return comparisonOperator(type, '>')?.proc ?? null;
}

let castsBySource: Map<Oid, Map<Oid, CastDef>> | null = null;
function castIndex(): Map<Oid, Map<Oid, CastDef>> {
  if (castsBySource === null) {
    castsBySource = new Map();
    for (const table of castTables) {
      for (const row of table) {
        const source = oidOfName(row.source);
        const target = oidOfName(row.target);
        let targets = castsBySource.get(source);
        if (targets === undefined) castsBySource.set(source, (targets = new Map()));
        assert(!targets.has(target), `the cast from ${row.source} to ${row.target} has two rows`);
        targets.set(target, row);
      }
    }
  }
  return castsBySource;
}

/** The row of the cast table, without the rules for text forms and arrays that `castPath` adds. */
export function castBetween(source: Oid, target: Oid): CastDef | undefined {
  return castIndex().get(source)?.get(target) ?? ownCast(source, target);
}

export function castsFrom(source: Oid): readonly CastDef[] {
  return [...(castIndex().get(source)?.values() ?? [])];
}

export function castsTo(target: Oid): readonly CastDef[] {
  return [...castIndex().values()].flatMap((targets) => targets.get(target) ?? []);
}

export function allCasts(): readonly CastDef[] {
  return castTables.flat();
}

/** How a value of one type becomes one of another, and which contexts may do so unasked. */
export interface CastPath {
  readonly context: CastDef['context'];
  /** 'array': element by element by the path in `element`. */
  readonly method: 'io' | 'binary' | 'function' | 'array';
  readonly proc: Oid | null;
  readonly element: CastPath | null;
}

const binaryPath: CastPath = { context: 'implicit', method: 'binary', proc: null, element: null };

/**
 * The cast table's row; else for two array types the path of their elements; else through the text form, which assignment may
 * do to string types and an explicit cast from them too. null: there is no cast.
 */
export function castPath(source: Oid, target: Oid): CastPath | null {
  if (source === target) return binaryPath;
  const row = castBetween(source, target);
  if (row !== undefined) {
    if (typeof row.method === 'string') return { context: row.context, method: row.method, proc: null, element: null };
    return { context: row.context, method: 'function', proc: row.method.proc, element: null };
  }
  const from = typeByOid(source);
  const to = typeByOid(target);
  if (from === undefined || to === undefined) return null;
  if (isTrueArray(source) && isTrueArray(target)) {
    const element = castPath(from.elementOid, to.elementOid);
    if (element !== null) {
      const method = element.method === 'binary' ? 'binary' : 'array';
      return { context: element.context, method, proc: null, element: method === 'array' ? element : null };
    }
  }
  if (to.category === 'S' && from.kind !== 'pseudo')
    return { context: 'assignment', method: 'io', proc: null, element: null };
  if (from.category === 'S' && to.kind !== 'pseudo')
    return { context: 'explicit', method: 'io', proc: null, element: null };
  return null;
}

/** An array type proper: not name, point or the catalog vectors. */
function isTrueArray(type: Oid): boolean {
  const def = typeByOid(type);
  return def !== undefined && def.category === 'A' && def.name !== 'int2vector' && def.name !== 'oidvector';
}
