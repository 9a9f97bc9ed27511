/** Constants of a statement that cannot be computed: it fails with them before it looks at a row. */
import { constantError } from '../optimizer/index.ts';
import { type PlannedStatement, routineFacts } from '../planner/index.ts';
import type { Datum, TextContext } from '../types/type-def.ts';

export function checkConstants(planned: PlannedStatement, params: readonly Datum[], text: TextContext): void {
  if (planned.error === null && (planned.parameterConstants.length === 0 || planned.constantsWait)) return;
  throwConstantError(planned, params, text);
}

/** Of a statement that has found no row to compute them for. */
export function checkConstantsLate(planned: PlannedStatement, params: readonly Datum[], text: TextContext): void {
  if (planned.constantsWait && planned.parameterConstants.length > 0) throwConstantError(planned, params, text);
}

function throwConstantError(planned: PlannedStatement, params: readonly Datum[], text: TextContext): void {
  const error = constantError(planned, params, routineFacts(text));
  if (error !== null) throw error.thrown;
}
