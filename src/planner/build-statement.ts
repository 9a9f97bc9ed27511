/** The logical plan of a whole statement. */
import type { BoundModification, BoundQuery } from '../catalog/tree.ts';
import { isModification } from './build-modification.ts';
import { buildModification, buildQuery } from './build-query.ts';
import { Builder, highestRel } from './builder.ts';
import type { LogicalQuery, LogicalStatement } from './logical-plan.ts';
import type { PlanContext } from './plan-context.ts';

export interface BuiltStatement {
  readonly statement: LogicalStatement;
  /** Gives further rel numbers to rules that add nodes. */
  readonly builder: Builder;
}

export function buildStatement(bound: BoundQuery | BoundModification, context: PlanContext): BuiltStatement {
  const builder = new Builder(context, highestRel(bound));
  let query: LogicalQuery;
  let kind: LogicalStatement['kind'] = 'select';
  if (isModification(bound)) {
    kind = bound.kind;
    query = buildModification(builder, bound);
  } else query = buildQuery(builder, bound);
  return { statement: { query, ctes: builder.ctes, kind }, builder };
}
