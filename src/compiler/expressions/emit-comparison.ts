import type { BoundDistinct, BoundInList, BoundRowCompare } from '../../catalog/tree.ts';
import { jsClass, orNull, type Value, value } from '../value.ts';
import { unscaled } from './box.ts';
import type { EmitContext } from './context.ts';
import { emitValue } from './emit.ts';
import { emitFunction } from './emit-call.ts';
import { comparisonOf, inlineTemplate } from './inline-functions.ts';

export function emitDistinct(expr: BoundDistinct, context: EmitContext): Value {
  const { writer } = context;
  const left = unscaled(context, emitValue(expr.left, context));
  const right = unscaled(context, emitValue(expr.right, context));
  const same = writer.temp('b');
  writer.line(`let ${same}=false;`);
  writer.open(`if((${left.isNull})||(${right.isNull}))`);
  writer.line(`${same}=(${left.isNull})&&(${right.isNull});`);
  writer.alternative();
  const equal = emitFunction(
    expr.fn,
    [
      { ...left, isNull: 'false' },
      { ...right, isNull: 'false' },
    ],
    16,
    -1,
    context,
  );
  writer.line(`${same}=${equal.code}===true;`);
  writer.close();
  // `IS DISTINCT FROM` is true when they are not the same; negated says NOT DISTINCT.
  return value(expr.negated ? same : `!${same}`, 'false', expr.type);
}

/** A list of constants of a type with primitive scalars becomes a Set; otherwise one comparison after the other. */
export function emitInList(expr: BoundInList, context: EmitContext): Value {
  const { writer, unit } = context;
  const arg = emitValue(expr.arg, context);
  const comparison = comparisonOf(expr.fn);
  const constants = expr.list.every((item) => item.kind === 'const');
  const primitive = arg.scale < 0 && jsClass(arg.type) !== 'object' && inlineTemplate(expr.fn) !== null;
  if (constants && primitive && comparison?.op === '=' && expr.list.length > 3) {
    const values = expr.list.map((item) => (item.kind === 'const' ? item.value : null));
    const set = unit.pool.value(new Set(values.filter((item) => item !== null)));
    const hasNull = values.some((item) => item === null);
    const found = writer.temp('b');
    writer.line(`const ${found}=${arg.isNull === 'false' ? '' : `!(${arg.isNull})&&`}${set}.has(${arg.code});`);
    const isNull = hasNull ? `!${found}` : arg.isNull;
    return value(expr.negated ? `!${found}` : found, isNull, expr.type);
  }
  const found = writer.temp('b');
  const isNull = writer.temp('z');
  writer.line(`let ${found}=false,${isNull}=false;`);
  const base = arg.scale < 0 ? arg : { ...arg };
  // The list is an array: all of it is there before anything is compared.
  const items = expr.list.map((item) => emitValue(item, context));
  const end = writer.openBlock();
  for (const item of items) {
    const equal = emitFunction(expr.fn, [base, item], expr.type, -1, context);
    const test = equal.isNull === 'false' ? equal.code : `!(${equal.isNull})&&${equal.code}`;
    writer.line(`if(${test}){${found}=true;${isNull}=false;break ${end};}`);
    if (equal.isNull !== 'false') writer.line(`if(${equal.isNull})${isNull}=true;`);
  }
  writer.close();
  return value(expr.negated ? `!${found}` : found, isNull, expr.type);
}

/**
 * Row comparison ("Row and Array Comparisons"): `=` and `<>` look at all columns; the others at the first pair that differs.
 * A null decides only where no earlier column has decided. Columns behind the one that decides are not computed.
 */
export function emitRowCompare(expr: BoundRowCompare, context: EmitContext): Value {
  const { writer } = context;
  const result = writer.temp('b');
  const isNull = writer.temp('z');
  const equality = expr.op === '=' || expr.op === '<>';
  if (equality) {
    const different = expr.op === '<>';
    writer.line(`let ${result}=${!different},${isNull}=false;`);
    let depth = 0;
    for (const [i, item] of expr.left.entries()) {
      const a = emitValue(item, context);
      const b = emitValue(expr.right[i]!, context);
      const equal = emitFunction(expr.equals[i]!, [a, b], expr.type, -1, context);
      writer.open(equal.isNull === 'false' ? `if(!${equal.code})` : `if(!(${equal.isNull})&&!${equal.code})`);
      writer.line(`${result}=${different};${isNull}=false;`);
      writer.alternative();
      if (equal.isNull !== 'false') writer.line(`if(${equal.isNull})${isNull}=true;`);
      depth++;
    }
    for (let i = 0; i < depth; i++) writer.close();
    return value(result, isNull, expr.type);
  }
  const strict = expr.op === '<' || expr.op === '>';
  const swapped = expr.op === '>' || expr.op === '>=';
  writer.line(`let ${result}=${!strict},${isNull}=false;`);
  let depth = 0;
  for (const [i, item] of expr.left.entries()) {
    const a = emitValue(item, context);
    const b = emitValue(expr.right[i]!, context);
    const unknown = orNull([a.isNull, b.isNull]);
    if (unknown !== 'false') {
      writer.open(`if(${unknown})`);
      writer.line(`${isNull}=true;`);
      writer.alternative();
      depth++;
    }
    const known = [
      { ...a, isNull: 'false' },
      { ...b, isNull: 'false' },
    ];
    const less = emitFunction(expr.less[i]!, swapped ? [known[1]!, known[0]!] : known, expr.type, -1, context);
    writer.open(`if(${less.code})`);
    writer.line(`${result}=true;`);
    writer.alternative();
    const equal = emitFunction(expr.equals[i]!, known, expr.type, -1, context);
    writer.open(`if(!${equal.code})`);
    writer.line(`${result}=false;`);
    writer.alternative();
    depth += 2;
  }
  for (let i = 0; i < depth; i++) writer.close();
  return value(result, isNull, expr.type);
}
