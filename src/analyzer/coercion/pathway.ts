/**
 * Whether and how a value of one type becomes one of another ("Type Conversion"). The pathway is found in the cast table, by
 * element for arrays, or through the text form: to string types on assignment, to and from them when written.
 */
import type { BoundCast } from '../../catalog/tree.ts';
import { firstUserTypeOid } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';
import { checkGenericTypes, isPolymorphic } from './polymorphic.ts';

export type CoercionContext = 'implicit' | 'assignment' | 'explicit';
export type Pathway = Pick<BoundCast, 'method' | 'fn' | 'element'>;

const rank = { implicit: 0, assignment: 1, explicit: 2 } as const;
const binary: Pathway = { method: 'binary', fn: null, element: null };
const throughText: Pathway = { method: 'io', fn: null, element: null };

export function isComplex(state: StatementState, type: Oid): boolean {
  return type >= firstUserTypeOid && state.type(state.baseType(type).type).kind === 'composite';
}

/** Domains go the way of their base types, with which they are binary compatible in both directions. */
export function findPathway(state: StatementState, to: Oid, from: Oid, context: CoercionContext): Pathway | null {
  const target = state.baseType(to).type;
  const source = state.baseType(from).type;
  if (source === target) return binary;
  const cast = state.context.functions.castBetween(source, target);
  if (cast) {
    if (rank[context] < rank[cast.context]) return null;
    if (cast.method === 'binary') return binary;
    if (cast.method === 'io') return throughText;
    return { method: 'function', fn: cast.method.proc, element: null };
  }
  const targetType = state.type(target);
  const sourceType = state.type(source);
  if (isTrueArray(target, targetType.category) && sourceType.elementOid !== 0 && sourceType.category === 'A') {
    const element = findPathway(state, targetType.elementOid, sourceType.elementOid, context);
    if (element) {
      // The elements of an array of a domain go through the domain's input, which checks them.
      if (state.type(targetType.elementOid).domain !== undefined) return throughText;
      if (element.method === 'binary') return binary;
      // Arrays of arrays do not exist, so an element's pathway is never 'array'.
      return { method: 'array', fn: null, element: { method: element.method as 'function' | 'io', fn: element.fn } };
    }
  }
  if (context !== 'implicit' && targetType.category === 'S') return throughText;
  if (context === 'explicit' && sourceType.category === 'S' && targetType.kind !== 'pseudo') return throughText;
  return null;
}

/** name, point and other types with elements are none. */
function isTrueArray(type: Oid, category: string): boolean {
  return category === 'A' && type !== oids.int2vectorOid && type !== oids.oidvectorOid;
}

/** Could the arguments be converted to these types, and do the polymorphic ones among them agree? */
export function canCoerce(
  state: StatementState,
  inputs: readonly Oid[],
  targets: readonly Oid[],
  context: CoercionContext,
): boolean {
  let generic = false;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    const target = targets[i]!;
    if (input === target || target === oids.anyOid) continue;
    if (isPolymorphic(target)) {
      generic = true;
      continue;
    }
    if (input === oids.unknownOid) continue;
    if (findPathway(state, target, input, context)) continue;
    if (input === oids.recordOid && isComplex(state, target)) continue;
    if (target === oids.recordOid && isComplex(state, input)) continue;
    if (target === oids.recordArrayOid && isComplex(state, state.type(input).elementOid)) continue;
    return false;
  }
  return !generic || checkGenericTypes(state, inputs, targets);
}

export function canCoerceOne(state: StatementState, input: Oid, target: Oid, context: CoercionContext): boolean {
  return canCoerce(state, [input], [target], context);
}
