/** Functions in FROM ("Table Functions"), ROWS FROM and WITH ORDINALITY. They may always refer to items before them. */
import type { BoundExpr, BoundFunctionRef, OutputColumn } from '../../catalog/tree.ts';
import { someExpr } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { ColumnDefinitionItem, Expression, FunctionRef } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceType } from '../coercion/coerce.ts';
import { isComplex } from '../coercion/pathway.ts';
import { fieldsOf, outColumnType } from '../expression/bind-row.ts';
import { figureColumnName } from '../expression/figure-name.ts';
import { int8Oid, recordOid, textOid, unknownOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { definedColumns, refuseDefinitions, withOuterDefinitions } from './column-definitions.ts';
import { aliasedNames, type BoundFromItem, columnsOfRel, namespaceItem } from './range-item.ts';

interface CallColumns {
  readonly call: BoundExpr;
  readonly columns: readonly OutputColumn[];
  /** One column that takes the alias's name. */
  readonly scalar: boolean;
  /** The column has a name that an alias does not replace. */
  readonly named?: true;
  /** The columns are the fields of the value's type. */
  readonly composite?: true;
  /** The columns are those of a column definition list. */
  readonly defined: boolean;
  /** The columns are the fields of this type. */
  readonly rowType?: Oid;
}

export function bindFunctionRef(ref: FunctionRef, scope: Scope): BoundFromItem {
  const { state } = scope;
  const written = ref.functions.flatMap((f) =>
    f.columns.length > 0 ? [f] : spreadUnnest(f.call).map((call) => ({ call, columns: f.columns })),
  );
  const items = withOuterDefinitions(ref, written);
  const bound = items.map(({ call }) => bindCall(call, scope));
  const calls = items.map(({ call, columns }, i) => columnsOfCall(bound[i]!, call, columns, scope));
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
    ...(calls.some(({ defined }) => defined) && {
      definitions: calls.map(({ columns: own, defined }) => (defined ? own : null)),
    }),
    ...(calls.some(({ composite }) => composite) && {
      composites: calls.map(({ columns: own, composite }) => (composite ? own : null)),
    }),
    ordinality: ref.ordinality,
    lateral: calls.some(({ call }) => someExpr(call, (e) => e.kind === 'var' && state.scopeOfRel(e.rel) === scope)),
  };
  const item = namespaceItem(name, rel, columnsOfRel(rel, columns), {
    aliased: ref.alias !== null,
    scalar: single && calls[0]!.scalar && !ref.ordinality,
    ...(single && calls[0]!.composite && !ref.ordinality && { rowType: state.baseType(calls[0]!.call.type).type }),
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

function bindCall(expr: Expression, scope: Scope): BoundExpr {
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
  const call = scope.bind(expr);
  scope.kind = before.kind;
  scope.lateralActive = before.lateral;
  scope.fromFunctionTop = before.top;
  scope.hasTargetSets = before.sets;
  return call.type === unknownOid ? coerceType(state, call, textOid, -1, 'implicit', 'implicit') : call;
}

function columnsOfCall(
  call: BoundExpr,
  expr: Expression,
  list: readonly ColumnDefinitionItem[],
  scope: Scope,
): CallColumns {
  const { state } = scope;
  const def = call.kind === 'call' ? state.context.functions.functionByOid(call.fn) : undefined;
  const only = def?.kind === 'set' && def.columns?.length === 1 ? def.columns[0]! : null;
  // The name of a single OUT parameter stays, whatever the alias.
  if (only !== null) {
    return {
      call,
      columns: [{ name: only.name, type: call.type, typmod: -1 }],
      scalar: true,
      named: true,
      defined: false,
    };
  }
  if (def?.kind === 'set' && def.columns) {
    const columns = def.columns.map((column) => ({
      name: column.name,
      type: outColumnType(call, column.type, scope),
      typmod: -1,
    }));
    refuseDefinitions(list, 'is redundant for a function with OUT parameters');
    return { call, columns, scalar: false, defined: false };
  }
  if (call.type === recordOid) {
    if (list.length > 0) return { call, columns: definedColumns(list, state), scalar: false, defined: true };
    throw sqlError('syntax_error', 'a column definition list is required for functions returning "record"', {
      location: expr.location,
    });
  }
  if (isComplex(state, call.type)) {
    refuseDefinitions(list, 'is redundant for a function returning a named composite type');
    const columns = fieldsOf(call, scope)!.map(({ name, type, typmod }) => ({ name, type, typmod }));
    return { call, columns, scalar: false, defined: false, composite: true };
  }
  refuseDefinitions(list, 'is only allowed for functions returning "record"');
  const column = { name: figureColumnName(expr), type: call.type, typmod: call.typmod };
  return { call, columns: [column], scalar: true, defined: false };
}
