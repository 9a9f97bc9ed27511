/** Assignment to fields of a composite column: `SET c.f = 1`, `INSERT INTO t (c.f, c.g)`. The column gets a row with the others as they were. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Expression, FieldSelection } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import { constant } from '../expression/make-nodes.ts';
import type { StatementState } from '../state.ts';
import type { TargetColumn } from './modification-target.ts';

interface Step {
  /** Position among the live fields of `type`. */
  readonly field: number;
  /** The composite type the field is of. */
  readonly type: Oid;
}

/** Where in a column a value goes. */
export interface FieldTarget {
  readonly steps: readonly Step[];
  /** Name, type and modifier of the innermost field. */
  readonly name: string;
  readonly type: Oid;
  readonly typmod: number;
}

export function fieldTarget(
  written: FieldSelection,
  column: Pick<TargetColumn, 'name' | 'type' | 'typmod'>,
  state: StatementState,
): FieldTarget {
  const steps: Step[] = [];
  let { type, typmod } = column;
  let last = column.name;
  for (const { name, location } of namesIn(written)) {
    const composite = state.baseType(type).type;
    const { fields } = state.type(composite);
    if (fields === undefined) {
      throw sqlError(
        'datatype_mismatch',
        `cannot assign to field "${name}" of column "${column.name}" because its type ${state.typeName(type)} is not a composite type`,
        { location },
      );
    }
    const at = fields.findIndex((field) => field.name === name);
    if (at < 0) {
      throw sqlError(
        'undefined_column',
        `cannot assign to field "${name}" of column "${column.name}" because there is no such column in data type ${state.typeName(type)}`,
        { location },
      );
    }
    steps.push({ field: at, type });
    ({ type, typmod } = fields[at]!);
    last = name;
  }
  return { steps, name: last, type, typmod };
}

/** The names from the outermost in. */
function namesIn(expr: Expression): { readonly name: string; readonly location: number }[] {
  if (expr.kind === 'columnRef') return [];
  if (expr.kind !== 'field') throw unsupported('assignment to array elements', expr.location);
  if (expr.field === '*') throw unsupported('assignment to all fields', expr.location);
  return [...namesIn(expr.arg), { name: expr.field, location: expr.location }];
}

/** The value for the field, converted. */
export function assignToField(target: FieldTarget, expr: BoundExpr, state: StatementState): BoundExpr {
  const converted = coerceToTarget(state, expr, target.type, target.typmod, 'assignment', 'assignment');
  if (converted) return converted;
  throw sqlError(
    'datatype_mismatch',
    `subfield "${target.name}" is of type ${state.typeName(target.type)} but expression is of type ${state.typeName(expr.type)}`,
    { hint: 'You will need to rewrite or cast the expression.', location: expr.location },
  );
}

/** `base` (null: of which nothing is known yet) with the field set. */
export function withField(
  base: BoundExpr | null,
  target: FieldTarget,
  value: BoundExpr,
  state: StatementState,
): BoundExpr {
  return replaced(base, target.steps, value, state);
}

function replaced(base: BoundExpr | null, steps: readonly Step[], value: BoundExpr, state: StatementState): BoundExpr {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const composite = state.baseType(step.type).type;
  const fields = state.type(composite).fields!.map(({ type, typmod }, i): BoundExpr => {
    const before: BoundExpr | null = base === null ? null : fieldOf(base, i, type, typmod);
    if (i === step.field) return replaced(before, rest, value, state);
    return before ?? constant(type, null, -1, typmod);
  });
  const row: BoundExpr = { kind: 'row', fields, type: composite, typmod: -1, location: -1 };
  if (composite === step.type) return row;
  return coerceToTarget(state, row, step.type, -1, 'assignment', 'implicit')!;
}

function fieldOf(base: BoundExpr, field: number, type: Oid, typmod: number): BoundExpr {
  if (base.kind === 'row') return base.fields[field]!;
  return { kind: 'field', arg: base, field, type, typmod, location: -1 };
}
