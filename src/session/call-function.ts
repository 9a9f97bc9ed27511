/** One call of a function by its OID, without SQL: the fast-path interface of the protocol's FunctionCall. */
import type { BoundExpr, BoundQuery } from '../catalog/tree.ts';
import { sqlError } from '../errors/index.ts';
import type { ScalarFunctionDef } from '../functions/function-def.ts';
import { argOids, functionByOid, resultOid } from '../functions/registry.ts';
import { indeterminate, underCollation } from '../types/collation/index.ts';
import { typeByName } from '../types/registry.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { planInternal } from './planning.ts';
import { callsDenied } from './privileges/check-statement.ts';
import { runPlan } from './run-plan.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

export interface CallableFunction {
  readonly def: ScalarFunctionDef;
  readonly argTypes: readonly Oid[];
  readonly resultType: Oid;
}

export function callableFunction(oid: Oid): CallableFunction {
  const def = functionByOid(oid);
  if (def === undefined) throw sqlError('undefined_function', `function with OID ${oid >>> 0} does not exist`);
  if (def.kind !== 'scalar') {
    throw sqlError('feature_not_supported', `cannot call function "${def.name}" via fastpath interface`);
  }
  const argTypes = [...argOids(def)];
  const last = def.args.length - 1;
  // The arguments that are variadic travel as the array they are declared to be.
  if (gathers(def)) argTypes[last] = typeByName(`_${def.args[last]}`)!.oid;
  return { def, argTypes, resultType: resultOid(def) };
}

function gathers(def: ScalarFunctionDef): boolean {
  return def.variadic === true && def.args.at(-1) !== 'any';
}

/** No collation can be determined for such a call, so functions that need one refuse, as in PostgreSQL. */
export function* callFunction(
  session: Session,
  { def, argTypes, resultType }: CallableFunction,
  args: readonly Datum[],
): Running<Datum> {
  const denied = callsDenied([def.oid], session.catalog, session.currentRole);
  if (denied !== null) throw denied;
  const collated = underCollation(def.oid, indeterminate);
  const call: BoundExpr = {
    kind: 'call',
    fn: functionByOid(collated) === undefined ? def.oid : collated,
    operator: null,
    args: argTypes.map((type, i): BoundExpr => ({ kind: 'param', index: i + 1, type, typmod: -1, location: -1 })),
    variadic: gathers(def) ? 'array' : null,
    set: false,
    type: resultType,
    typmod: -1,
    location: -1,
  };
  const query: BoundQuery = {
    kind: 'values',
    ctes: [],
    columns: [{ name: def.name, type: resultType, typmod: -1 }],
    order: [],
    limit: null,
    withTies: false,
    offset: null,
    rows: [[call]],
  };
  let result: Datum = null;
  const keep = (value?: Datum): void => {
    result = value ?? null;
  };
  yield* runPlan(session, planInternal(session, query), args, keep, null);
  return result;
}
