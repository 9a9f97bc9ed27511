/**
 * In a grouped query each column outside aggregates must be grouped, be part of a grouped expression, or depend on a grouped
 * primary key ("The GROUP BY and HAVING Clauses"). Sub-queries are held to it for the columns they take from this query.
 */
import type { BoundExpr, BoundModification, BoundQuery } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { forEachChild, forEachQueryExpr } from '../../catalog/tree-walk.ts';
import { systemColumnName } from '../../catalog/well-known.ts';
import { sqlError } from '../../errors/index.ts';
import type { NamespaceItem, Scope } from '../scope.ts';

export class GroupingCheck {
  private readonly scope: Scope;
  private readonly groups: readonly BoundExpr[];
  /** Grouped in every grouping set: what columns may depend on. */
  private readonly common: readonly BoundExpr[];
  /** Rels whose primary key is grouped: all their columns follow from it. */
  private readonly determined = new Map<number, boolean>();

  private inDirectArguments = false;

  constructor(scope: Scope, groups: readonly BoundExpr[], sets: readonly (readonly number[])[] | null) {
    this.scope = scope;
    this.groups = groups;
    this.common = sets === null ? groups : groups.filter((_, i) => sets.every((set) => set.includes(i)));
  }

  check(expr: BoundExpr, inSubquery = false): void {
    if (expr.kind === 'const' || expr.kind === 'param') return;
    if (expr.kind === 'aggregate' && expr.query === this.scope.selectId) {
      this.inDirectArguments = true;
      for (const arg of expr.direct ?? []) this.check(arg, inSubquery);
      this.inDirectArguments = false;
      return;
    }
    if (expr.kind === 'grouping' && expr.query === this.scope.selectId) {
      this.checkGroupingCall(expr);
      return;
    }
    if (this.groups.some((group) => exprEquals(group, expr))) return;
    if (expr.kind === 'var') {
      this.checkVariable(expr, inSubquery);
      return;
    }
    forEachChild(expr, (child) => this.check(child, inSubquery));
    if (expr.kind === 'subquery') this.checkQuery(expr.query);
  }

  private checkQuery(query: BoundQuery | BoundModification): void {
    forEachQueryExpr(
      query,
      (expr) => this.check(expr, true),
      (inner) => this.checkQuery(inner),
    );
  }

  private checkGroupingCall(call: BoundExpr & { kind: 'grouping' }): void {
    for (const arg of call.args) {
      if (this.groups.some((group) => exprEquals(group, arg))) continue;
      throw sqlError(
        'grouping_error',
        'arguments to GROUPING must be grouping expressions of the associated query level',
        { location: arg.location },
      );
    }
  }

  private checkVariable(expr: BoundExpr & { kind: 'var' }, inSubquery: boolean): void {
    if (this.scope.state.scopeOfRel(expr.rel) !== this.scope) return;
    const item = this.scope.rangeItems.find((candidate) => candidate.rel === expr.rel);
    if (!item || this.keyIsGrouped(item)) return;
    const column = item.columns.find((c) => c.expr.kind === 'var' && c.expr.column === expr.column);
    const name = `${item.name}.${column?.name ?? systemColumnName(expr.column)}`;
    throw sqlError(
      'grouping_error',
      inSubquery
        ? `subquery uses ungrouped column "${name}" from outer query`
        : `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`,
      {
        detail: this.inDirectArguments
          ? 'Direct arguments of an ordered-set aggregate must use only grouped columns.'
          : undefined,
        location: expr.location,
      },
    );
  }

  private keyIsGrouped(item: NamespaceItem): boolean {
    const { relation } = item;
    if (relation?.kind !== 'table') return false;
    let known = this.determined.get(item.rel);
    if (known === undefined) {
      const key = relation.constraints.find((c) => c.kind === 'primaryKey');
      known =
        key !== undefined &&
        key.kind === 'primaryKey' &&
        !key.deferrable &&
        key.columns.every((column) =>
          this.common.some((g) => g.kind === 'var' && g.rel === item.rel && g.column === column),
        );
      this.determined.set(item.rel, known);
    }
    return known;
  }
}
