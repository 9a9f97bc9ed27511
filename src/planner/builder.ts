/** State while the logical plan of one statement is built: fresh numbers and the CTEs met so far. */

import type { BoundExpr, BoundModification, BoundQuery, BoundSubquery } from '../catalog/tree.ts';
import type { LogicalCte, LogicalQuery, LogicalSubPlan } from './logical-plan.ts';
import type { PlanContext } from './plan-context.ts';

/** Where references to a CTE go: a materialized one is scanned; an inlined one is copied to each reference. */
export type CteBinding =
  | { readonly mode: 'scan' }
  | { readonly mode: 'inline'; readonly query: LogicalQuery; used: boolean };

export class Builder {
  readonly context: PlanContext;
  readonly ctes: LogicalCte[];
  readonly bindings: Map<number, CteBinding>;
  /** One sub-plan for a sub-query whose node stands at several places (the fields of a row sub-query). */
  readonly subPlans: Map<BoundSubquery, LogicalSubPlan>;
  /** The first error that computing constants raised; null: none. */
  error: { readonly thrown: unknown } | null = null;
  /** Constants made of parameters, which are computed before the plan is run: PlannedStatement.parameterConstants. */
  readonly parameterConstants: (readonly BoundExpr[])[] = [];
  /** Of the queries around the one being built: whether each may be run again and again. */
  private readonly around: (() => boolean)[] = [];
  private lastRel: number;

  constructor(context: PlanContext, lastRel: number) {
    this.context = context;
    this.ctes = [];
    this.bindings = new Map();
    this.subPlans = new Map();
    this.lastRel = lastRel;
  }

  /** Builds a query within others; `runsAgain`: it may be run for each row of something. */
  within<T>(runsAgain: () => boolean, build: () => T): T {
    this.around.push(runsAgain);
    const built = build();
    this.around.pop();
    return built;
  }
  /** What is being built may be run again and again. */
  get isRepeated(): boolean {
    return this.around.some((runsAgain) => runsAgain());
  }

  freshRel(): number {
    this.lastRel++;
    return this.lastRel;
  }
}

/** The highest rel number that the bound tree defines or uses; nothing but numbers of rels stands under these names. */
export function highestRel(bound: BoundQuery | BoundModification): number {
  return highestIn(bound, 0);
}

function highestIn(node: object, known: number): number {
  let highest = known;
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) {
      const item: unknown = node[i];
      if (typeof item === 'object' && item !== null) highest = highestIn(item, highest);
    }
    return highest;
  }
  const { kind } = node as { readonly kind?: unknown };
  if (kind === 'const' || kind === 'param') return highest;
  for (const key in node) {
    const value: unknown = (node as Record<string, unknown>)[key];
    if (typeof value === 'number') {
      if (value > highest && relNames.has(key)) highest = value;
    } else if (typeof value === 'object' && value !== null) highest = highestIn(value, highest);
  }
  return highest;
}
/** Under what names nodes have the numbers of rels that they define. */
export const relNames: ReadonlySet<string> = new Set(['rel', 'testRel', 'sourceRel', 'excludedRel']);
