/** Columns of the input that a modification needs when it applies a row: they travel with it, as scalars. */
import type { BoundExpr, BoundVar } from '../../catalog/tree.ts';
import type { SubPlan } from '../../planner/physical-plan.ts';
import { unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { type PlanVisitor, walkExpression } from '../plan-references.ts';
import { type Loader, varKey } from '../scope.ts';

export interface ExtraColumn {
  readonly expr: BoundVar;
  readonly key: number;
}

/** The columns that the expressions take from outside, also within their sub-plans; none of `rel`, if it is given. */
export function extraColumns(exprs: readonly BoundExpr[], rel = -1): ExtraColumn[] {
  const found = new Map<number, ExtraColumn>();
  const defined = new Set<number>([rel]);
  const visitor: PlanVisitor = {
    node: (plan) => {
      if ('rel' in plan) defined.add(plan.rel);
      if (plan.node === 'insert' && plan.onConflict !== null) defined.add(plan.onConflict.excludedRel);
    },
    expression: (expr) => {
      if (expr.kind === 'var') {
        const key = varKey(expr.rel, expr.column);
        found.set(key, { expr, key });
      } else if (expr.kind === 'subPlan') defined.add((expr as SubPlan).testRel);
      else if (expr.kind === 'case' && expr.base !== null) defined.add(expr.base.rel);
    },
  };
  for (const expr of exprs) walkExpression(expr, visitor);
  return [...found.values()].filter((item) => !defined.has(item.expr.rel));
}

/** Columns of E, the array that travels with a row. */
export function extraLoaders(extras: readonly ExtraColumn[]): [number, Loader][] {
  return extras.map(({ expr, key }, i) => [
    key,
    (writer) => {
      const local = writer.temp('v');
      writer.line(`const ${local}=E[${i}];`);
      return { code: local, isNull: `${local}===null`, type: expr.type, typmod: expr.typmod, scale: -1, digits: 0 };
    },
  ]);
}

/** The array, as source text. */
export function extraValues(context: EmitContext, extras: readonly ExtraColumn[]): string {
  const parts = extras.map((item) => {
    const plain = unscaled(context, emitValue(item.expr, context));
    return plain.isNull === 'false' ? plain.code : `((${plain.isNull})?null:${plain.code})`;
  });
  return `[${parts.join(',')}]`;
}
