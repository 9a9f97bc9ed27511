/**
 * The rewriting passes, in order. Each is a pure function from plan to plan; `print-plan.ts` shows what one did.
 * Sub-plans pass through them when the plan around them is finished, except for folding and pulling up, which go everywhere.
 */
import type { Builder } from '../planner/builder.ts';
import type { LogicalQuery } from '../planner/index.ts';
import { parameterConstants } from './parameter-constants.ts';
import { closeEqualities } from './rules/close-equalities.ts';
import { foldConstants } from './rules/fold-constants.ts';
import { pullUpProjections } from './rules/pull-up-projections.ts';
import { pushDownFilters } from './rules/push-down-filters.ts';
import { simplifyOuterJoins } from './rules/simplify-outer-joins.ts';
import { unnestScalarAggregates } from './rules/unnest-scalar-aggregates.ts';
import { unnestSubqueries } from './rules/unnest-subqueries.ts';

export interface Pass {
  readonly name: string;
  readonly run: (query: LogicalQuery, builder: Builder) => LogicalQuery;
}

export const passes: readonly Pass[] = [
  // Sub-queries in FROM and views dissolve into the query around them.
  { name: 'pull-up-projections', run: (query, builder) => pullUpProjections(query, builder.context.facts) },
  // When expressions pulled up have met the constants of the query around them, and before passes that look for plain
  // comparisons and for conditions that decide themselves. What cannot be computed now is an error.
  {
    name: 'fold-constants',
    run: foldAndNote,
  },
  // EXISTS and IN as joins, while the conditions are still together in one filter.
  { name: 'unnest-subqueries', run: (query, builder) => unnestSubqueries(query, builder) },
  // Correlated aggregates as joins with groups; semi joins are in place, so their rows are already fewer.
  { name: 'unnest-scalar-aggregates', run: (query, builder) => unnestScalarAggregates(query, builder) },
  // Before filters move: they say which null-extended rows survive.
  { name: 'simplify-outer-joins', run: (query, builder) => simplifyOuterJoins(query, builder.context.facts) },
  // Joins that have become inner widen the blocks in which equalities are closed.
  { name: 'close-equalities', run: (query, builder) => closeEqualities(query, builder.context.facts) },
  { name: 'push-down-filters', run: (query, builder) => pushDownFilters(query, builder.context.facts) },
];

function foldAndNote(query: LogicalQuery, builder: Builder): LogicalQuery {
  const { facts } = builder.context;
  let error: { readonly thrown: unknown } | null = null;
  const folded = foldConstants(query, facts, (thrown) => {
    error ??= { thrown };
  });
  const noted = parameterConstants(query, facts, error !== null);
  builder.parameterConstants.push(...noted);
  if (noted.length === 0) builder.error ??= error;
  return folded;
}

export function optimizeQuery(query: LogicalQuery, builder: Builder): LogicalQuery {
  if (!builder.context.settings.optimizer) return query;
  let current = query;
  for (const pass of passes) current = pass.run(current, builder);
  return current;
}
