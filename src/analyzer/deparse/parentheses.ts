/** Which expressions need no parentheses inside another one, when only needed parentheses are wanted. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { DeparseContext } from './names.ts';

/** `parent` null: not inside anything that could tear the expression apart. */
export function isSimple(expr: BoundExpr, parent: BoundExpr | null, context: DeparseContext): boolean {
  switch (expr.kind) {
    case 'const':
    case 'var':
    case 'param':
    case 'session':
    case 'subscript':
    case 'array':
    case 'row':
    case 'coalesce':
    case 'greatest':
    case 'least':
    case 'nullIf':
    case 'aggregate':
    case 'grouping':
    case 'window':
    case 'case':
      return true;
    case 'field':
      return parent?.kind !== 'field';
    case 'cast':
      // COLLATE is none of the forms that PostgreSQL knows to need none.
      if (expr.collation !== undefined) return false;
      return isSimple(expr.arg, expr, context);
    case 'call': {
      if (expr.operator === null) return true;
      if (parent?.kind === 'call' && parent.operator !== null) return bindsTighter(expr, parent, context);
      return insideFunction(parent);
    }
    case 'subquery':
    case 'subPlan':
    case 'nullTest':
    case 'booleanTest':
    case 'distinct':
      return insideFunction(parent);
    case 'and':
    case 'not':
      return parent?.kind === 'and' || parent?.kind === 'or' || insideFunction(parent, false);
    case 'or':
      return parent?.kind === 'or' || insideFunction(parent, false);
    default:
      return false;
  }
}

/** Inside the brackets of something written like a function. */
function insideFunction(parent: BoundExpr | null, logical = true): boolean {
  switch (parent?.kind) {
    case 'call':
      return parent.operator === null;
    case 'and':
    case 'or':
    case 'not':
      return logical;
    case 'subscript':
    case 'array':
    case 'row':
    case 'coalesce':
    case 'greatest':
    case 'least':
    case 'nullIf':
    case 'aggregate':
    case 'grouping':
    case 'window':
    case 'case':
      return true;
    default:
      return false;
  }
}

type Call = BoundExpr & { kind: 'call' };

function bindsTighter(expr: Call, parent: Call, context: DeparseContext): boolean {
  const own = rank(expr, context);
  const outer = rank(parent, context);
  if (own === 0 || outer === 0) return false;
  if (own !== outer) return own > outer;
  return parent.args[0] === expr;
}

/** 1 for + and -, 2 for * / %, 0 for all others. */
function rank(call: Call, context: DeparseContext): number {
  if (call.args.length !== 2) return 0;
  const name = context.functions.operatorByOid(call.operator!)?.name;
  if (name === '+' || name === '-') return 1;
  return name === '*' || name === '/' || name === '%' ? 2 : 0;
}
