/** State while the logical plan of one statement is built: fresh numbers and the CTEs met so far. */

import type { BoundModification, BoundQuery, BoundSubquery } from '../catalog/tree.ts';
import { walkTree } from '../catalog/tree-references.ts';
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
  private lastRel: number;

  constructor(context: PlanContext, lastRel: number) {
    this.context = context;
    this.ctes = [];
    this.bindings = new Map();
    this.subPlans = new Map();
    this.lastRel = lastRel;
  }

  freshRel(): number {
    this.lastRel++;
    return this.lastRel;
  }
}

/** The highest rel number that the bound tree defines. */
export function highestRel(bound: BoundQuery | BoundModification): number {
  let highest = 0;
  const see = (rel: number): void => {
    if (rel > highest) highest = rel;
  };
  walkTree(bound, (node) => {
    switch (node.kind) {
      case 'table':
      case 'function':
      case 'cte':
      case 'update':
      case 'delete':
        see(node.rel);
        break;
      case 'subquery':
        see('rel' in node ? node.rel : node.testRel);
        break;
      case 'case':
        if (node.base !== null) see(node.base.rel);
        break;
      case 'insert':
        see(node.rel);
        see(node.sourceRel);
        if (node.onConflict !== null) see(node.onConflict.excludedRel);
        break;
      default:
        break;
    }
  });
  return highest;
}
