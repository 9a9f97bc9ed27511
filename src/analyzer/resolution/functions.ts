/** Functions by name and argument types ("Type Conversion", "Functions"), with VARIADIC, named arguments and defaults. */
import { ownFunctionsNamed } from '../../catalog/own-functions.ts';
import { sqlError } from '../../errors/index.ts';
import type { FunctionDef } from '../../functions/function-def.ts';
import type { Oid, TypeDef } from '../../types/type-def.ts';
import { findPathway, isComplex } from '../coercion/pathway.ts';
import { arrayOver, enforceGenericTypes } from '../coercion/polymorphic.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';
import { matchingCandidates, selectCandidate } from './candidates.ts';
import { type FunctionSignature, signatureOf } from './signatures.ts';

export interface FunctionRequest {
  /** Parts of the name as written. */
  readonly name: readonly string[];
  readonly inputs: readonly Oid[];
  /** The first argument is a constant: `int4('1')` is a conversion, `int4($1)` a call. */
  readonly startsWithConstant?: boolean;
  /** Names of the last arguments, null for positional ones; parallel to `inputs`. */
  readonly argNames: readonly (string | null)[];
  readonly variadicCall: boolean;
  readonly distinct: boolean;
  readonly location: number;
}

interface FunctionCandidate {
  readonly signature: FunctionSignature;
  /** Type wanted of each argument, in the order written. */
  readonly types: readonly Oid[];
  /** Position of each written argument in the declaration. */
  readonly positions: readonly number[];
  /** How many declared arguments are taken from defaults. */
  readonly defaults: number;
  readonly expanded: boolean;
}

export interface ResolvedFunction {
  readonly def: FunctionDef;
  /** Type each written argument is converted to; `any` means: leave it. */
  readonly argTypes: readonly Oid[];
  readonly positions: readonly number[];
  /** SQL texts of the defaults to append, and their types, by declared position. */
  readonly defaults: readonly { readonly position: number; readonly text: string; readonly type: Oid }[];
  readonly result: Oid;
  readonly expanded: boolean;
}
/** A function call that is a cast: `text(1)`, `int4('1')`. */
export interface CoercionCall {
  readonly coercion: Oid;
}

export function resolveFunction(state: StatementState, request: FunctionRequest): ResolvedFunction | CoercionCall {
  const { inputs, name } = request;
  const rows = functionRows(state, name, request.location);
  const candidates = rows.flatMap((def) => candidatesOf(state, def, request));
  const hits = preferNonVariadic(
    candidates.filter((candidate) => candidate.types.every((type, i) => type === inputs[i])),
  );
  if (hits.length > 0) {
    if (hits.length > 1) throw notUnique(state, request);
    return finish(state, hits[0]!, inputs);
  }
  const coercion = coercionCall(state, request);
  if (coercion) return coercion;
  const matching = preferNonVariadic(matchingCandidates(state, inputs, candidates));
  if (matching.length === 0) throw functionNotFound(state, request);
  if (matching.length === 1) return finish(state, matching[0]!, inputs);
  const best = selectCandidate(state, inputs, matching);
  if (!best) throw notUnique(state, request);
  return finish(state, best, inputs);
}

function functionRows(state: StatementState, name: readonly string[], location: number): readonly FunctionDef[] {
  const { catalog, functions, searchPath } = state.context;
  const short = name[name.length - 1]!;
  if (name.length > 1) {
    const schema = catalog.schemaByName(name[name.length - 2]!);
    if (!schema) {
      throw sqlError('invalid_schema_name', `schema "${name[name.length - 2]!}" does not exist`, { location });
    }
    if (schema.name !== 'pg_catalog' && schema.name !== 'information_schema') {
      return ownFunctionsNamed(catalog, short, [schema.oid]);
    }
    return functions.functionsByName(short);
  }
  const builtIn = functions.functionsByName(short);
  const own = ownFunctionsNamed(catalog, short, searchPath);
  return own.length === 0 ? builtIn : [...builtIn, ...own];
}

function candidatesOf(state: StatementState, def: FunctionDef, request: FunctionRequest): FunctionCandidate[] {
  const signature = signatureOf(state, def);
  if (!signature) return [];
  const declared = signature.args;
  const given = request.inputs.length;
  const defaults = def.defaults?.length ?? 0;
  if (request.argNames.some((name) => name !== null)) return namedCandidate(signature, request, defaults);
  const positions = request.inputs.map((_, i) => i);
  const result: FunctionCandidate[] = [];
  if (def.variadic) {
    const last = declared.length - 1;
    const element = declared[last]!;
    if (request.variadicCall) {
      if (given === declared.length) {
        const array = element === oids.anyOid ? oids.anyOid : variadicArray(state, element);
        result.push({ signature, types: [...declared.slice(0, last), array], positions, defaults: 0, expanded: false });
      }
    } else if (given >= declared.length) {
      const types = request.inputs.map((_, i) => (i < last ? declared[i]! : element));
      result.push({ signature, types, positions, defaults: 0, expanded: true });
    }
    return result;
  }
  if (request.variadicCall) return [];
  if (given <= declared.length && given >= declared.length - defaults) {
    result.push({
      signature,
      types: declared.slice(0, given),
      positions,
      defaults: declared.length - given,
      expanded: false,
    });
  }
  return result;
}

function variadicArray(state: StatementState, element: Oid): Oid {
  if (element === oids.anyelementOid) return oids.anyarrayOid;
  if (element === oids.anycompatibleOid) return oids.anycompatiblearrayOid;
  return arrayOver(state, element);
}

function namedCandidate(signature: FunctionSignature, request: FunctionRequest, defaults: number): FunctionCandidate[] {
  const { def, args } = signature;
  const names = def.argNames;
  if (!names || def.variadic || request.inputs.length > args.length) return [];
  const positions: number[] = [];
  for (let i = 0; i < request.inputs.length; i++) {
    const name = request.argNames[i] ?? null;
    const position = name === null ? i : names.indexOf(name);
    if (position < 0 || positions.includes(position)) return [];
    positions.push(position);
  }
  for (let i = 0; i < args.length; i++) {
    if (!positions.includes(i) && i < args.length - defaults) return [];
  }
  const types = positions.map((position) => args[position]!);
  return [{ signature, types, positions, defaults: args.length - positions.length, expanded: false }];
}

/** Of two candidates with the same types the one that is not spread from VARIADIC wins, then the one with fewer defaults. */
function preferNonVariadic(candidates: FunctionCandidate[]): FunctionCandidate[] {
  if (candidates.length < 2) return candidates;
  return candidates.filter(
    (c) =>
      !candidates.some(
        (other) =>
          other !== c &&
          other.types.every((type, i) => type === c.types[i]) &&
          ((c.expanded && !other.expanded) || (c.expanded === other.expanded && other.defaults < c.defaults)),
      ),
  );
}

/**
 * A call that names a type and has one argument is a conversion when the types are binary compatible or go through text. That is
 * tried before any function that would need a conversion of the argument.
 */
function coercionCall(state: StatementState, request: FunctionRequest): CoercionCall | null {
  if (request.inputs.length !== 1 || request.argNames[0] != null || request.variadicCall) return null;
  const source = request.inputs[0]!;
  if (request.name.length > 1 && request.name[request.name.length - 2] !== 'pg_catalog') return null;
  const type = namedType(state, request.name[request.name.length - 1]!);
  if (!type || type.kind === 'pseudo' || type.category === 'A') return null;
  if (source === oids.unknownOid) return request.startsWithConstant === true ? { coercion: type.oid } : null;
  const pathway = findPathway(state, type.oid, source, 'explicit');
  // A cast that computes something here may be one of binary compatible types there.
  const isBinary =
    pathway?.method === 'binary' || state.context.functions.castBetween(source, type.oid)?.shown === 'binary';
  if (isBinary) return { coercion: type.oid };
  if (pathway?.method === 'io') {
    const composite = source === oids.recordOid || isComplex(state, source);
    if (!(composite && type.category === 'S')) return { coercion: type.oid };
  }
  return null;
}

function namedType(state: StatementState, name: string): TypeDef | undefined {
  const { types, catalog, searchPath } = state.context;
  const builtIn = types.byName(name);
  if (builtIn !== undefined) return builtIn;
  for (const schema of searchPath) {
    const own = catalog.userTypeByName(schema, name);
    if (own !== undefined) return own;
  }
  return undefined;
}

function finish(state: StatementState, candidate: FunctionCandidate, inputs: readonly Oid[]): ResolvedFunction {
  const { signature, positions } = candidate;
  const { def } = signature;
  const defaults: { position: number; text: string; type: Oid }[] = [];
  if (candidate.defaults > 0) {
    const firstDefault = signature.args.length - def.defaults!.length;
    for (let i = 0; i < signature.args.length; i++) {
      if (positions.includes(i)) continue;
      defaults.push({ position: i, text: def.defaults![i - firstDefault]!, type: signature.args[i]! });
    }
  }
  const resolved = enforceGenericTypes(state, inputs, candidate.types, signature.result);
  return {
    def,
    argTypes: resolved.args,
    positions,
    defaults,
    result: resolved.result,
    expanded: candidate.expanded,
  };
}

/** `f(integer, text)` as messages show a call. */
export function callText(state: StatementState, request: FunctionRequest): string {
  const args = request.inputs.map((input, i) => {
    const name = request.argNames[i];
    return `${name == null ? '' : `${name} => `}${state.typeName(input)}`;
  });
  return `${request.name.join('.')}(${args.join(', ')})`;
}

export function functionNotFound(
  state: StatementState,
  request: FunctionRequest,
  hint = 'No function matches the given name and argument types. You might need to add explicit type casts.',
): Error {
  return sqlError('undefined_function', `function ${callText(state, request)} does not exist`, {
    hint,
    location: request.location,
  });
}

function notUnique(state: StatementState, request: FunctionRequest): Error {
  return sqlError('ambiguous_function', `function ${callText(state, request)} is not unique`, {
    hint: 'Could not choose a best candidate function. You might need to add explicit type casts.',
    location: request.location,
  });
}
