/** RoutineFacts over the built-in tables of functions, operators and types. */
import type { FunctionDef, OperatorDef, ScalarFunctionDef } from '../functions/function-def.ts';
import { castPath, comparisonOperator, findOperator, functionByOid, operatorByOid } from '../functions/registry.ts';
import { typeOid } from '../types/oids.ts';
import { typeByOid } from '../types/registry.ts';
import type { Datum, DatumValue, Oid, TextContext } from '../types/type-def.ts';
import type { OperatorFacts, RoutineFacts } from './plan-context.ts';

const operatorFacts = new Map<Oid, OperatorFacts | null>();

function factsOf(def: OperatorDef): OperatorFacts {
  const commutator =
    def.commutator === undefined || def.left === null ? undefined : findOperator(def.commutator, def.right, def.left);
  const negator = def.negator === undefined ? undefined : findOperator(def.negator, def.left, def.right);
  return {
    name: def.name,
    proc: def.proc,
    btree: def.btree ?? null,
    hashes: def.hashes === true,
    commutator: commutator?.oid ?? null,
    negator: negator?.oid ?? null,
  };
}

function strictness(def: FunctionDef | undefined): boolean {
  return def !== undefined && def.kind !== 'window' && def.strict;
}

const oidsOf = (names: readonly (keyof typeof typeOid)[]): ReadonlySet<Oid> =>
  new Set(names.map((name) => typeOid[name]));
/** Types whose input is immutable. The output of some has as many digits, or such bytes, as the session wants, and is so too. */
const plainTypes = [
  'bool int2 int4 int8 numeric text varchar bpchar name char uuid pg_lsn oid xid json jsonb jsonpath bit varbit inet cidr macaddr',
  'macaddr8 tsvector tsquery float4 float8 bytea point lseg line box path polygon circle',
].flatMap((names) => names.split(' ') as (keyof typeof typeOid)[]);
const plainInputs = oidsOf(plainTypes);
/** Times of day are written in one way and read in several. */
const plainOutputs = oidsOf([...plainTypes, 'time', 'timetz']);

function isInlined(def: ScalarFunctionDef, argTypes: readonly Oid[]): boolean {
  return def.inlined === true && argTypes.every((type) => plainOutputs.has(type));
}

/** What is so for every session. */
const tableFacts: Omit<RoutineFacts, 'evaluate' | 'convert'> = {
  volatility: (fn) => functionByOid(fn)?.volatility ?? 'volatile',
  constant: (fn, argTypes) => {
    const def = functionByOid(fn);
    return def?.volatility === 'immutable' || (def?.kind === 'scalar' && isInlined(def, argTypes));
  },
  argumentCount: (fn) => functionByOid(fn)?.args.length ?? 0,
  strict: (fn) => strictness(functionByOid(fn)),
  columnCount: (fn) => {
    const def = functionByOid(fn);
    return def?.kind === 'set' ? (def.columns?.length ?? 1) : 1;
  },
  operator: (oid) => {
    let facts = operatorFacts.get(oid);
    if (facts === undefined) {
      const def = operatorByOid(oid);
      facts = def === undefined ? null : factsOf(def);
      operatorFacts.set(oid, facts);
    }
    return facts;
  },
  btreeOperator: (type, strategy) => comparisonOperator(type, strategy)?.oid ?? null,
  castFunction: (source, target) => {
    const path = castPath(source, target);
    return path?.method === 'function' ? path.proc : null;
  },
  modify: (value, type, typmod, explicit) => {
    const def = typeByOid(type);
    if (def === undefined || def.elementOid !== 0) return undefined;
    return def.applyModifier === undefined ? value : def.applyModifier(value as never, typmod, explicit);
  },
  emptyAggregate: (fn, info) => {
    const def = functionByOid(fn);
    if (def?.kind !== 'aggregate' || def.context || def.orderedSet) return undefined;
    const init = def.init as (...args: readonly unknown[]) => unknown;
    const final = def.final as (state: unknown) => Datum;
    return final(def.callInfo ? init(info) : init());
  },
  numbersRows: (fn) => {
    const def = functionByOid(fn);
    return def?.kind === 'window' && def.args.length === 0;
  },
  extreme: (fn) => {
    const def = functionByOid(fn);
    if (def?.kind !== 'aggregate') return null;
    return def.name === 'min' || def.name === 'max' ? def.name : null;
  },
  compare: (type) => {
    const compare = typeByOid(type)?.compare ?? null;
    // As above: both values are of this type.
    return compare as ((a: DatumValue, b: DatumValue) => number) | null;
  },
};

/** `text`: the settings under which constants are folded; those that matter belong to the key of what is planned with them. */
export function routineFacts(text: TextContext): RoutineFacts {
  return {
    ...tableFacts,
    evaluate: (fn, args, info) => {
      const def = functionByOid(fn);
      if (def?.kind !== 'scalar') return undefined;
      const inlined = isInlined(def, info.argTypes);
      if (!inlined && (def.context || def.volatility !== 'immutable')) return undefined;
      // The table pairs each implementation with the argument types that the analyzer resolved the call to.
      const impl = def.impl as (...args: readonly unknown[]) => Datum;
      const leading = [...(def.context ? [text] : []), ...(def.callInfo ? [info] : [])];
      return impl(...leading, ...args);
    },
    convert: (value, source, target) => {
      if (!plainOutputs.has(source) || !plainInputs.has(target)) return undefined;
      return typeByOid(target)!.input(typeByOid(source)!.output(value, text), -1, text);
    },
  };
}
