import type { FunctionWriter } from '../function-writer.ts';
import type { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';

/** Where an expression is written: into which function, over which columns, for which unit. */
export interface EmitContext {
  readonly writer: FunctionWriter;
  readonly scope: Scope;
  readonly unit: Unit;
}
