/**
 * The door through which the emitters of single node kinds reach each other: an expression contains any other. The switch over
 * all kinds, emit-expression.ts, registers itself here.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Value } from '../value.ts';
import type { EmitContext } from './context.ts';

export interface Emitters {
  value(expr: BoundExpr, context: EmitContext): Value;
  predicate(expr: BoundExpr, context: EmitContext): string;
}

let emitters: Emitters | null = null;

export function registerEmitters(registered: Emitters): void {
  emitters = registered;
}

/** Writes the computation of an expression and gives the name of the result. */
export function emitValue(expr: BoundExpr, context: EmitContext): Value {
  return emitters!.value(expr, context);
}

/** A JavaScript condition that is true exactly when the expression is true. */
export function emitPredicate(expr: BoundExpr, context: EmitContext): string {
  return emitters!.predicate(expr, context);
}
