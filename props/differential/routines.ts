/**
 * What expressions are made of, read from the tables of functions, operators, casts and aggregates: a new row is generated
 * from the moment it is there. By result type; polymorphic rows are bound to a random type when they are used.
 */

import type {
  AggregateDef,
  CastDef,
  OperatorDef,
  ScalarFunctionDef,
  SetFunctionDef,
} from '../../src/functions/function-def.ts';
import { allCasts, allFunctions, allOperators } from '../../src/functions/registry.ts';
import type { Draw } from './draw.ts';
import { arrayTypes, scalarTypes } from './literals.ts';

const generated = new Set([...scalarTypes, ...arrayTypes]);

/** Answers depend on the clock, the session, the server or OIDs; or they are about internals. */
const unfit =
  /^(?:pg_|has_|to_reg|current_|session_user|getdatabase|inet_(?:client|server)|txid_|version$|format_type|obj_|col_desc|shobj|now$|transaction_timestamp|statement_timestamp|row_security|query_to_xml|get_current_ts)/;
/** Where a large number makes a large value: their numbers come from small literals only. */
export const hungry = new Set([
  'repeat',
  'lpad',
  'rpad',
  'power',
  'pow',
  'exp',
  'factorial',
  '^',
  'generate_series',
  'dpow',
  'numeric_power',
  'numeric_exp',
  'array_fill',
  'lcm',
  'round',
  'trunc',
  'make_interval',
  'polygon',
  'int4shl',
]);

/** Their last digit is the C library's. */
export const approximate = /^(?:cbrt|\|\|\/|a?(?:sin|cos|tan)[dh]?|atan2d?|exp|ln|log|log10|power|pow|dpow|\^)$/;

export interface Producer {
  readonly kind: 'operator' | 'function';
  readonly name: string;
  readonly args: readonly string[];
  readonly result: string;
  readonly variadic: boolean;
  readonly argNames?: readonly string[] | undefined;
  /** How many of the last arguments have defaults. */
  readonly defaults?: number;
}

export const polymorphic = /^any/;
const fits = (type: string) => generated.has(type) || (polymorphic.test(type) && type !== 'any');
const names = <T extends { readonly args: readonly string[]; readonly result: string }>({ args, result }: T) => [
  ...args,
  result,
];

function isFit(row: ScalarFunctionDef | AggregateDef): boolean {
  return !('hidden' in row) && row.volatility !== 'volatile' && isGenerated(row);
}

/** Whether all of its types are generated, and its answers depend on its arguments only. */
export function isGenerated(
  row: Pick<ScalarFunctionDef, 'name' | 'args' | 'result'> & { readonly volatility?: string; readonly hidden?: true },
): boolean {
  if (unfit.test(row.name) || row.volatility === 'volatile' || row.hidden === true) return false;
  return names(row).every(fits) && !(row.name === 'age' && row.args.length === 1);
}

const operators: readonly Producer[] = [...allOperators()]
  .filter(({ left, right, result }: OperatorDef) => [left ?? result, right, result].every(fits))
  .map(({ name, left, right, result }) => ({
    kind: 'operator',
    name,
    args: left === null ? [right] : [left, right],
    result,
    variadic: false,
  }));

const byOid = [...allFunctions()];
const operatorFunctions = new Set([...allOperators()].map(({ proc }) => proc));
const functions: readonly Producer[] = byOid
  .filter((row): row is ScalarFunctionDef => row.kind === 'scalar' && !operatorFunctions.has(row.oid))
  .filter(isFit)
  .map(asProducer);

/** Functions in FROM and in select lists. */
export const setFunctions: readonly Producer[] = byOid
  .filter((row): row is SetFunctionDef => row.kind === 'set' && row.volatility !== 'volatile' && row.hidden !== true)
  .filter(({ name, args }) => !unfit.test(name) && args.every(fits))
  .map(asProducer);

function asProducer({
  name,
  args,
  result,
  variadic,
  argNames,
  defaults,
}: ScalarFunctionDef | SetFunctionDef): Producer {
  return {
    kind: 'function',
    name,
    args,
    result,
    variadic: variadic === true,
    argNames,
    defaults: defaults?.length ?? 0,
  };
}

/** percentile_disc, mode, rank and their like. */
export const orderedSets: readonly AggregateDef[] = byOid.filter(
  (row): row is AggregateDef => row.kind === 'aggregate' && row.orderedSet !== undefined,
);

export const aggregates: readonly AggregateDef[] = byOid
  .filter((row): row is AggregateDef => row.kind === 'aggregate' && row.orderedSet === undefined)
  .filter(isFit);

const producers = [...operators, ...functions];
const byResult = new Map<string, Producer[]>();
for (const type of generated) {
  byResult.set(
    type,
    producers.filter(({ result }) => result === type || couldBe(result, type)),
  );
}

/** Whether a polymorphic result may be of the type. */
function couldBe(result: string, type: string): boolean {
  if (!polymorphic.test(result)) return false;
  if (/array/.test(result)) return type.startsWith('_');
  if (/multirange/.test(result)) return type.endsWith('multirange');
  if (/range/.test(result)) return type.endsWith('range') && !type.endsWith('multirange');
  return !type.startsWith('_');
}

export function producersOf(type: string): readonly Producer[] {
  return byResult.get(type) ?? [];
}

const casts = [...allCasts()].filter(({ source, target }: CastDef) => generated.has(source) && generated.has(target));
/** Types that have a cast to this one. */
export function castSources(type: string): readonly string[] {
  return casts.filter(({ target }) => target === type).map(({ source }) => source);
}
export const orderedTypes: readonly string[] = [...allOperators()]
  .filter(({ btree, left, right }) => btree === '<' && left === right && scalarTypes.includes(right))
  .map(({ right }) => right);

/** The call as SQL, in one of the notations it has. */
export function callInSomeNotation(draw: Draw, producer: Producer, args: readonly string[]): string {
  const { name, argNames, defaults = 0, variadic } = producer;
  if (argNames !== undefined && argNames.length >= args.length && !variadic && draw.percent(25)) {
    const kept = args.slice(0, args.length - (draw.percent(50) ? draw.below(defaults + 1) : 0));
    const positional = draw.below(kept.length + 1);
    const texts = kept.map((arg, i) => (i < positional ? arg : `${argNames[i]} => ${arg}`));
    return `${callName(name)}(${texts.join(', ')})`;
  }
  const declared = producer.args.length - 1;
  if (variadic && args.length > declared && draw.percent(20)) {
    const gathered = `VARIADIC ARRAY[${args.slice(declared).join(', ')}]`;
    return `${callName(name)}(${[...args.slice(0, declared), gathered].join(', ')})`;
  }
  return callText(producer, args);
}

/** The call as SQL. */
export function callText({ kind, name }: Producer, args: readonly string[]): string {
  if (kind === 'function') return `${callName(name)}(${args.join(', ')})`;
  return args.length === 1 ? `(${name} ${args[0]})` : `(${args[0]} ${name} ${args[1]})`;
}

function callName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `pg_catalog."${name}"`;
}
/** Names of functions that are words of the grammar: written quoted they are functions like others. */
const reserved = new Set(
  'left right overlay position substring trim extract char varchar bpchar bit varbit numeric float4 float8 int2 int4 int8 bool time timetz timestamp timestamptz interval date text name like similar_escape notlike xml normalize is_normalized coalesce nullif greatest least overlaps box point path circle line lseg polygon timezone decimal'.split(
    ' ',
  ),
);

const rangeOf: Readonly<Record<string, string>> = {
  int4: 'int4',
  int8: 'int8',
  numeric: 'num',
  date: 'date',
  timestamp: 'ts',
  timestamptz: 'tstz',
};

/** Argument types for a result of `type`, or of any; null: there are none. */
export function bindArguments(draw: Draw, producer: Producer, type: string | null): string[] | null {
  const declared = [...producer.args];
  if (producer.variadic) {
    const last = declared.pop()!;
    for (let i = draw.between(1, 3); i > 0; i--) declared.push(last);
  }
  if (!declared.some((arg) => polymorphic.test(arg))) return declared;
  const all = [...declared, producer.result];
  const usesRange = all.some((arg) => /range/.test(arg));
  let element: string | undefined;
  if (type !== null && polymorphic.test(producer.result)) {
    element = /array/.test(producer.result)
      ? type.slice(1)
      : /range/.test(producer.result)
        ? Object.keys(rangeOf).find(
            (key) => type.startsWith(`${rangeOf[key]}range`) || type.startsWith(`${rangeOf[key]}multi`),
          )
        : type;
  } else element = usesRange ? draw.pick(Object.keys(rangeOf)) : draw.pick(scalarTypes);
  if (element === undefined || element.startsWith('_') || (usesRange && rangeOf[element] === undefined)) return null;
  const bound = declared.map((arg) => {
    if (!polymorphic.test(arg)) return arg;
    if (/array/.test(arg) && !/nonarray/.test(arg)) return `_${element}`;
    if (/multirange/.test(arg)) return `${rangeOf[element]}multirange`;
    if (/range/.test(arg)) return `${rangeOf[element]}range`;
    return arg === 'anyenum' ? 'none' : element!;
  });
  return bound.every((arg) => scalarTypes.includes(arg) || arg.startsWith('_')) ? bound : null;
}
