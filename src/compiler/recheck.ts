import { Execution } from '../executor/execution.ts';
import type { Recheck } from '../executor/modify.ts';
import type { Datum } from '../types/type-def.ts';
import type { CompiledStatement } from './compile-statement.ts';

/** Runs a plan over one row under a newer snapshot. It is compiled when a row is first met that has changed. */
export function makeRecheck(compile: () => CompiledStatement): Recheck {
  let compiled: CompiledStatement | null = null;
  return (outer, rowId, snapshot) => {
    compiled ??= compile();
    let found: Datum[] | null = null;
    const execution = new Execution(compiled, {
      context: outer.context,
      snapshot,
      transaction: outer.transaction,
      interrupts: outer.interrupts,
      memory: outer.memory,
      emit: (...row) => {
        found ??= row;
      },
    });
    execution.params = outer.params;
    execution.rowId = rowId;
    if (!execution.runAtOnce(compiled.main)) throw new Error('a re-check waits for a lock');
    return found;
  };
}
