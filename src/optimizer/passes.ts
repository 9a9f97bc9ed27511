/** The rewriting passes, in order. Each is a pure function from plan to plan. */
import type { Builder } from '../planner/builder.ts';
import type { LogicalQuery } from '../planner/index.ts';

export interface Pass {
  readonly name: string;
  readonly run: (query: LogicalQuery, builder: Builder) => LogicalQuery;
}

export const passes: readonly Pass[] = [];

export function optimizeQuery(query: LogicalQuery, builder: Builder): LogicalQuery {
  if (!builder.context.settings.optimizer) return query;
  let current = query;
  for (const pass of passes) current = pass.run(current, builder);
  return current;
}
