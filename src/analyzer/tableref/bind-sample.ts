/** TABLESAMPLE ("FROM Clause" in the manual's page of SELECT): the two methods that PostgreSQL has without extensions. */
import type { BoundExpr, BoundFrom, BoundSample } from '../../catalog/tree.ts';
import { someExpr } from '../../catalog/tree-walk.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Expression, RelationRef } from '../../parser/ast/index.ts';
import { coerceToSpecific } from '../coercion/coerce.ts';
import { float4Oid, float8Oid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import type { BoundFromItem } from './range-item.ts';

/** The item with its sample; views, CTEs and catalog relations have none. */
export function withSample(item: BoundFromItem, ref: RelationRef, scope: Scope): BoundFromItem {
  if (ref.sample === null) return item;
  const { from } = item;
  const relation = from.kind === 'table' ? scope.state.context.catalog.relation(from.table) : undefined;
  if (relation?.kind === 'catalogRelation' && relation.relkind === 'r') {
    throw unsupported('TABLESAMPLE of a system catalog', ref.sample.method.location);
  }
  if (relation?.kind !== 'table') {
    throw sqlError('feature_not_supported', 'TABLESAMPLE clause can only be applied to tables and materialized views', {
      location: ref.location,
    });
  }
  return { ...item, from: { ...from, sample: bindSample(ref.sample, scope) } as BoundFrom };
}

function bindSample(sample: NonNullable<RelationRef['sample']>, scope: Scope): BoundSample {
  const { parts, location } = sample.method;
  const name = parts[parts.length - 1]!;
  const known = parts.length === 1 || (parts.length === 2 && parts[0] === 'pg_catalog');
  if (!known || (name !== 'bernoulli' && name !== 'system')) {
    throw sqlError('undefined_object', `tablesample method ${parts.join('.')} does not exist`, { location });
  }
  if (sample.args.length !== 1) {
    throw sqlError(
      'invalid_tablesample_argument',
      `tablesample method ${name} requires 1 argument, not ${sample.args.length}`,
      { location },
    );
  }
  const bind = (expr: Expression, type: number, construct: string): BoundExpr => {
    const before = scope.fromFunctionTop;
    scope.fromFunctionTop = expr;
    const bound = coerceToSpecific(scope.state, scope.bind(expr, 'fromFunction'), type, construct);
    scope.fromFunctionTop = before;
    if (someExpr(bound, (e) => e.kind === 'call' && e.set)) {
      throw sqlError('datatype_mismatch', `argument of ${construct} must not return a set`, {
        location: bound.location,
      });
    }
    return bound;
  };
  return {
    method: name,
    percent: bind(sample.args[0]!, float4Oid, 'TABLESAMPLE'),
    seed: sample.repeatable === null ? null : bind(sample.repeatable, float8Oid, 'REPEATABLE'),
  };
}
