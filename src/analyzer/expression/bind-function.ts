/** Function calls: which function it is, whether its kind allows what was written, and where it may stand. */
import type { BoundCall, BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import { collationForOid } from '../../functions/collated/sensitive.ts';
import type { FunctionCall } from '../../parser/ast/index.ts';
import { parseExpression } from '../../parser/index.ts';
import { coerceToTarget, coerceType } from '../coercion/coerce.ts';
import { arrayOver } from '../coercion/polymorphic.ts';
import { kindRow } from '../expression-kind.ts';
import { voidOid } from '../oids.ts';
import { type ResolvedFunction, resolveFunction } from '../resolution/functions.ts';
import type { Scope } from '../scope.ts';
import { bindAggregate } from './bind-aggregate.ts';
import { bindOrderedSet } from './bind-ordered-set.ts';
import { bindWindowFunction } from './bind-window.ts';
import { leftmost } from './make-nodes.ts';

const argumentsMax = 100;

export function bindFunction(call: FunctionCall, scope: Scope): BoundExpr {
  const { state } = scope;
  const { location } = call;
  const names = checkArgumentNames(call);
  const setsBefore = scope.hasTargetSets;
  const bound = call.args.map((arg) => scope.bind(arg.value));
  const args = bound.filter((arg) => !isOutParameter(arg));
  const argNames = names.filter((_name, i) => !isOutParameter(bound[i]!));
  for (const key of call.withinGroup) args.push(scope.bind(key.value));
  if (args.length > argumentsMax) {
    throw sqlError('too_many_arguments', `cannot pass more than ${argumentsMax} arguments to a function`, { location });
  }
  const request = {
    name: call.name.parts,
    inputs: args.map((arg) => arg.type),
    startsWithConstant: args[0]?.kind === 'const',
    argNames: [...argNames, ...call.withinGroup.map(() => null)],
    variadicCall: call.variadic,
    distinct: call.distinct,
    location,
  };
  const resolved = resolveFunction(state, request);
  if ('coercion' in resolved) {
    refuseAggregateSyntax(call, call.name.parts.join('.'));
    return coerceToTarget(state, args[0]!, resolved.coercion, -1, 'explicit', 'explicit', location)!;
  }
  const name = call.name.parts.join('.');
  const { def } = resolved;
  if (call.withinGroup.length > 0 && (def.kind === 'aggregate' || def.kind === 'window')) {
    return bindOrderedSet(call, resolved, args, request, scope, scope.hasTargetSets && !setsBefore);
  }
  if (def.kind === 'aggregate' || def.kind === 'window') {
    if (def.kind === 'window' && call.over === null) {
      throw sqlError('wrong_object_type', `window function ${name} requires an OVER clause`, { location });
    }
    if (def.kind === 'aggregate' && call.args.length === 0 && !call.star) {
      throw sqlError('wrong_object_type', `${name}(*) must be used to call a parameterless aggregate function`, {
        location,
      });
    }
    if (def.kind === 'aggregate' && def.orderedSet) {
      throw sqlError('wrong_object_type', `WITHIN GROUP is required for ordered-set aggregate ${name}`, { location });
    }
    const converted = convertArguments(resolved, args, scope);
    return call.over !== null
      ? bindWindowFunction(call, resolved, converted, scope)
      : bindAggregate(call, resolved, converted, scope, scope.hasTargetSets && !setsBefore);
  }
  refuseAggregateSyntax(call, name);
  if (def.kind === 'set') checkSetPlacement(call, scope);
  return plainCall(resolved, args, call, scope);
}

/** JDBC passes what a call gives back as a parameter of type void. */
function isOutParameter(arg: BoundExpr): boolean {
  return arg.kind === 'param' && arg.type === voidOid;
}

function checkArgumentNames(call: FunctionCall): readonly (string | null)[] {
  const seen: string[] = [];
  for (const arg of call.args) {
    if (arg.name === null) {
      if (seen.length > 0) {
        throw sqlError('syntax_error', 'positional argument cannot follow named argument', {
          location: arg.value.location,
        });
      }
    } else {
      if (seen.includes(arg.name)) {
        throw sqlError('syntax_error', `argument name "${arg.name}" used more than once`, {
          location: arg.value.location,
        });
      }
      seen.push(arg.name);
    }
  }
  return call.args.map((arg) => arg.name);
}

function refuseAggregateSyntax(call: FunctionCall, name: string): void {
  const { location } = call;
  const refuse = (what: string, than = 'an aggregate function') =>
    sqlError('wrong_object_type', `${what} specified, but ${name} is not ${than}`, { location });
  if (call.star)
    throw sqlError('wrong_object_type', `${name}(*) specified, but ${name} is not an aggregate function`, { location });
  if (call.distinct) throw refuse('DISTINCT');
  if (call.withinGroup.length > 0) throw refuse('WITHIN GROUP');
  if (call.orderBy.length > 0) throw refuse('ORDER BY');
  if (call.filter) throw refuse('FILTER');
  if (call.over !== null) throw refuse('OVER', 'a window function nor an aggregate function');
}

/** Arguments as written, each converted to what the function takes. */
export function convertArguments(
  resolved: ResolvedFunction,
  args: readonly BoundExpr[],
  scope: Scope,
): readonly BoundExpr[] {
  return args.map((arg, i) => coerceType(scope.state, arg, resolved.argTypes[i]!, -1, 'implicit', 'implicit'));
}

function plainCall(
  resolved: ResolvedFunction,
  args: readonly BoundExpr[],
  call: FunctionCall,
  scope: Scope,
): BoundCall {
  const converted = convertArguments(resolved, args, scope);
  if (resolved.def.oid === collationForOid) scope.state.collated = true;
  const gathers = resolved.expanded && resolved.def.args.at(-1) !== 'any';
  const written = gathers ? undefined : writtenArguments(resolved, call);
  return {
    kind: 'call',
    fn: resolved.def.oid,
    operator: null,
    args: gathers ? gathered(resolved, converted, scope) : inDeclaredOrder(resolved, converted, scope),
    variadic: call.variadic || gathers ? 'array' : null,
    set: resolved.def.kind === 'set',
    ...(call.syntax && { syntax: call.syntax }),
    ...(written && { written }),
    type: resolved.result,
    typmod: -1,
    location: leftmost(call.location, ...args),
  };
}

/** Arguments spread for a variadic parameter of a type of its own become the array that the function takes. */
function gathered(resolved: ResolvedFunction, args: readonly BoundExpr[], scope: Scope): readonly BoundExpr[] {
  const fixed = resolved.def.args.length - 1;
  const elements = args.slice(fixed);
  const type = arrayOver(scope.state, resolved.argTypes[fixed]!);
  const array = { kind: 'array', elements, nested: false, type, typmod: -1, location: elements[0]!.location } as const;
  return [...args.slice(0, fixed), array];
}

/** What inDeclaredOrder() changes, to be printed as it was. */
function writtenArguments(resolved: ResolvedFunction, call: FunctionCall): BoundCall['written'] {
  if (isInOrder(resolved) && call.args.every(({ name }) => name === null)) return undefined;
  return call.args.flatMap(({ name }, i) => {
    const position = resolved.positions[i];
    return position === undefined ? [] : [{ position, name }];
  });
}

function isInOrder(resolved: ResolvedFunction): boolean {
  return resolved.defaults.length === 0 && resolved.positions.every((position, i) => position === i);
}

/** Named arguments to their places, defaults into the gaps. */
function inDeclaredOrder(resolved: ResolvedFunction, args: readonly BoundExpr[], scope: Scope): readonly BoundExpr[] {
  if (isInOrder(resolved)) return args;
  const { state } = scope;
  const ordered: BoundExpr[] = [];
  for (let i = 0; i < args.length; i++) ordered[resolved.positions[i]!] = args[i]!;
  for (const { position, text, type } of resolved.defaults) {
    const bound = scope.bind(parseExpression(text));
    const value = coerceToTarget(state, bound, type, -1, 'implicit', 'implicit') ?? bound;
    ordered[position] = { ...value, location: -1 };
  }
  return ordered;
}

export function checkSetPlacement(call: FunctionCall, scope: Scope): void {
  const forbidden = kindRow(scope.kind).sets;
  const { location } = call;
  if (forbidden !== null) {
    throw sqlError('feature_not_supported', `set-returning functions are not allowed in ${forbidden}`, { location });
  }
  if (scope.kind === 'fromFunction' && scope.fromFunctionTop !== call) {
    throw sqlError('feature_not_supported', 'set-returning functions must appear at top level of FROM', { location });
  }
  if (scope.setsForbiddenIn !== null) {
    throw sqlError('feature_not_supported', `set-returning functions are not allowed in ${scope.setsForbiddenIn}`, {
      hint: 'You might be able to move the set-returning function into a LATERAL FROM item.',
      location,
    });
  }
  scope.hasTargetSets = true;
}
