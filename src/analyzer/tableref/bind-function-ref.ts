/** Functions in FROM ("Table Functions"), ROWS FROM and WITH ORDINALITY. They may always refer to items before them. */
import type { BoundExpr, BoundFunctionRef, OutputColumn } from '../../catalog/tree.ts';
import { someExpr } from '../../catalog/tree-walk.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Expression, FunctionRef } from '../../parser/ast/index.ts';
import { coerceType } from '../coercion/coerce.ts';
import { isComplex } from '../coercion/pathway.ts';
import { figureColumnName } from '../expression/figure-name.ts';
import { int8Oid, recordOid, textOid, unknownOid } from '../oids.ts';
import { typeOidByName } from '../resolution/signatures.ts';
import type { Scope } from '../scope.ts';
import { aliasedNames, type BoundFromItem, columnsOfRel, namespaceItem } from './range-item.ts';

interface CallColumns {
  readonly call: BoundExpr;
  readonly columns: readonly OutputColumn[];
  /** One column that takes the alias's name. */
  readonly scalar: boolean;
  /** The column has a name that an alias does not replace. */
  readonly named?: true;
}

export function bindFunctionRef(ref: FunctionRef, scope: Scope): BoundFromItem {
  const { state } = scope;
  if (ref.columnDefinitions.length > 0 || ref.functions.some((f) => f.columns.length > 0)) {
    throw unsupported('a column definition list', (ref.columnDefinitions[0] ?? ref.functions[0]!.columns[0]!).location);
  }
  const calls = ref.functions.flatMap((f) => spreadUnnest(f.call)).map((call) => bindCall(call, scope));
  const single = calls.length === 1;
  const functionName = figureColumnName(ref.functions[0]!.call);
  const name = ref.alias?.name ?? functionName;
  const own = calls.flatMap(({ columns, scalar, named }) =>
    single && scalar && !named && ref.alias ? [{ ...columns[0]!, name: ref.alias.name }] : columns,
  );
  const output = ref.ordinality ? [...own, { name: 'ordinality', type: int8Oid, typmod: -1 }] : own;
  const names = aliasedNames(
    output.map((column) => column.name),
    ref.alias,
    name,
  );
  const columns = output.map((column, i) => ({ ...column, name: names[i]! }));
  const rel = state.newRel(scope);
  const from: BoundFunctionRef = {
    kind: 'function',
    rel,
    alias: name,
    columns,
    calls: calls.map(({ call }) => call),
    ordinality: ref.ordinality,
    lateral: calls.some(({ call }) => someExpr(call, (e) => e.kind === 'var' && state.scopeOfRel(e.rel) === scope)),
  };
  const item = namespaceItem(name, rel, columnsOfRel(rel, columns), {
    aliased: ref.alias !== null,
    scalar: single && calls[0]!.scalar && !ref.ordinality,
  });
  scope.rangeItems.push(item);
  return { from, namespace: [item], columns: item.columns, rels: [rel] };
}

/** `unnest(a, b)` in FROM is ROWS FROM (unnest(a), unnest(b)). */
function spreadUnnest(call: Expression): readonly Expression[] {
  if (call.kind !== 'function' || call.args.length < 2 || call.name.parts.length > 1) return [call];
  if (call.name.parts[0] !== 'unnest' || call.variadic || call.args.some((arg) => arg.name !== null)) return [call];
  return call.args.map((arg) => ({ ...call, args: [arg] }));
}

function bindCall(expr: Expression, scope: Scope): CallColumns {
  const { state } = scope;
  const before = {
    kind: scope.kind,
    lateral: scope.lateralActive,
    top: scope.fromFunctionTop,
    sets: scope.hasTargetSets,
  };
  scope.kind = 'fromFunction';
  scope.lateralActive = true;
  scope.fromFunctionTop = expr;
  let call = scope.bind(expr);
  scope.kind = before.kind;
  scope.lateralActive = before.lateral;
  scope.fromFunctionTop = before.top;
  scope.hasTargetSets = before.sets;
  if (call.type === unknownOid) call = coerceType(state, call, textOid, -1, 'implicit', 'implicit');
  const def = call.kind === 'call' ? state.context.functions.functionByOid(call.fn) : undefined;
  const only = def?.kind === 'set' && def.columns?.length === 1 ? def.columns[0]! : null;
  // The name of a single OUT parameter stays, whatever the alias.
  if (only !== null) {
    return { call, columns: [{ name: only.name, type: call.type, typmod: -1 }], scalar: true, named: true };
  }
  if (def?.kind === 'set' && def.columns) {
    const columns = def.columns.map((column) => ({
      name: column.name,
      type: columnType(call, column.type, scope),
      typmod: -1,
    }));
    return { call, columns, scalar: false };
  }
  if (isComplex(state, call.type)) throw unsupported('a function returning a composite type in FROM', expr.location);
  if (call.type === recordOid) {
    throw sqlError('syntax_error', 'a column definition list is required for functions returning "record"', {
      location: expr.location,
    });
  }
  return { call, columns: [{ name: figureColumnName(expr), type: call.type, typmod: call.typmod }], scalar: true };
}

/** OUT columns may be polymorphic over the first argument. */
function columnType(call: BoundExpr, name: string, scope: Scope): number {
  if (name === 'anyelement' && call.kind === 'call') {
    const first = call.args[0]!.type;
    return scope.state.type(first).elementOid || first;
  }
  return typeOidByName(scope.state, name);
}
