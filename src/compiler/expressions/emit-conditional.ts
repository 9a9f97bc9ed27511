import type { BoundCase, BoundCoalesce, BoundMinMax, BoundNullIf } from '../../catalog/tree.ts';
import { lessFunction } from '../../functions/registry.ts';
import { varKey } from '../scope.ts';
import { placeholder, type Value, value } from '../value.ts';
import { unscaled } from './box.ts';
import type { EmitContext } from './context.ts';
import { emitPredicate, emitValue } from './emit.ts';
import { emitFunction } from './emit-call.ts';

/** A pair of locals that branches assign. */
class Result {
  readonly code: string;
  readonly isNull: string;
  private readonly type: number;
  private readonly typmod: number;
  private readonly context: EmitContext;

  constructor(type: number, typmod: number, context: EmitContext) {
    this.type = type;
    this.typmod = typmod;
    this.context = context;
    this.code = context.writer.temp('v');
    this.isNull = context.writer.temp('z');
    context.writer.line(`let ${this.code}=${placeholder(type)},${this.isNull}=true;`);
  }
  assign(input: Value): void {
    const plain = unscaled(this.context, input);
    if (plain.isNull === 'true') return;
    if (plain.isNull === 'false') this.context.writer.line(`${this.code}=${plain.code};${this.isNull}=false;`);
    else this.context.writer.line(`if(!(${plain.isNull})){${this.code}=${plain.code};${this.isNull}=false;}`);
  }
  get value(): Value {
    return value(this.code, this.isNull, this.type, this.typmod);
  }
}

export function emitCase(expr: BoundCase, context: EmitContext): Value {
  const { writer } = context;
  let inner = context;
  if (expr.base !== null) {
    const base = unscaled(context, emitValue(expr.base.value, context));
    inner = { ...context, scope: context.scope.with([[varKey(expr.base.rel, 0), () => base]]) };
  }
  const result = new Result(expr.type, expr.typmod, context);
  const end = writer.openBlock();
  for (const { when, then } of expr.whens) {
    const test = emitPredicate(when, inner);
    writer.open(`if(${test})`);
    result.assign(emitValue(then, inner));
    writer.line(`break ${end};`);
    writer.close();
  }
  if (expr.otherwise !== null) result.assign(emitValue(expr.otherwise, inner));
  writer.close();
  return result.value;
}

export function emitCoalesce(expr: BoundCoalesce, context: EmitContext): Value {
  const { writer } = context;
  const result = new Result(expr.type, expr.typmod, context);
  const end = writer.openBlock();
  for (const arg of expr.args) {
    const part = emitValue(arg, context);
    result.assign(part);
    if (part.isNull === 'false') break;
    writer.line(`if(!${result.isNull})break ${end};`);
  }
  writer.close();
  return result.value;
}

export function emitNullIf(expr: BoundNullIf, context: EmitContext): Value {
  const left = unscaled(context, emitValue(expr.left, context));
  const right = emitValue(expr.right, context);
  const equal = emitFunction(expr.fn, [left, right], 16, -1, context);
  const test = equal.isNull === 'false' ? equal.code : `(!(${equal.isNull})&&${equal.code})`;
  const isNull = context.writer.temp('z');
  context.writer.line(`const ${isNull}=${left.isNull === 'false' ? '' : `(${left.isNull})||`}${test};`);
  return value(left.code, isNull, expr.type, expr.typmod);
}

/** GREATEST and LEAST pass over nulls. */
export function emitMinMax(expr: BoundMinMax, context: EmitContext): Value {
  const { writer } = context;
  const result = new Result(expr.type, expr.typmod, context);
  const less = lessFunction(expr.type)!;
  for (const arg of expr.args) {
    const part = unscaled(context, emitValue(arg, context));
    if (part.isNull === 'true') continue;
    writer.open(part.isNull === 'false' ? '' : `if(!(${part.isNull}))`);
    writer.open(`if(${result.isNull})`);
    writer.line(`${result.code}=${part.code};${result.isNull}=false;`);
    writer.alternative();
    const current = value(result.code, 'false', expr.type, expr.typmod);
    const known = { ...part, isNull: 'false' };
    const better =
      expr.kind === 'least'
        ? emitFunction(less, [known, current], 16, -1, context)
        : emitFunction(less, [current, known], 16, -1, context);
    writer.line(`if(${better.code})${result.code}=${part.code};`);
    writer.close();
    writer.close();
  }
  return result.value;
}
