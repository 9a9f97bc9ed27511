/** Constants of a statement that cannot be computed: it fails with them before it looks at a row. */
import { constantError } from '../optimizer/index.ts';
import { builtinFacts, type PlannedStatement } from '../planner/index.ts';
import type { Datum } from '../types/type-def.ts';

export function checkConstants(planned: PlannedStatement, params: readonly Datum[]): void {
  if (planned.error === null && (planned.parameterConstants.length === 0 || planned.constantsWait)) return;
  throwConstantError(planned, params);
}

/** Of a statement that has found no row to compute them for. */
export function checkConstantsLate(planned: PlannedStatement, params: readonly Datum[]): void {
  if (planned.constantsWait && planned.parameterConstants.length > 0) throwConstantError(planned, params);
}

function throwConstantError(planned: PlannedStatement, params: readonly Datum[]): void {
  const error = constantError(planned, params, builtinFacts);
  if (error !== null) throw error.thrown;
}
