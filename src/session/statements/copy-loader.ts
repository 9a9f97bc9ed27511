/** Data of COPY to rows to INSERT's pipelines. Errors say where in the data they arose. */
import type { ColumnDescriptor, TableDescriptor } from '../../catalog/index.ts';
import { SqlError } from '../../errors/index.ts';
import type { Execution } from '../../executor/index.ts';
import type { Charset } from '../../types/charsets/index.ts';
import type { Datum } from '../../types/type-def.ts';
import type { CopyOptions } from '../copy/index.ts';
import type { CachedPlan } from '../plan-cache.ts';
import type { CopyInput } from '../result.ts';
import { firstSteps, newExecution, otherSteps } from '../run-unit.ts';
import type { Session } from '../session.ts';
import { type Running, yieldPause } from '../wait.ts';

/** Rows between two pauses. */
const pauseBytes = 65_536;
const batchRows = 512;

/** Where the rows go, and how they are written. */
export interface LoadTarget {
  readonly session: Session;
  readonly table: TableDescriptor;
  readonly columns: readonly ColumnDescriptor[];
  readonly options: CopyOptions;
  /** null: the data are in UTF-8. */
  readonly charset: Charset | null;
  readonly plan: CachedPlan;
}

export abstract class Loader {
  readonly execution: Execution;
  protected readonly target: LoadTarget;
  /** The column being read, for the context of errors, or -1. */
  protected column = -1;

  constructor(target: LoadTarget) {
    this.target = target;
    const { session, plan } = target;
    this.execution = newExecution(session, plan, session.transaction!.takeSnapshot(), () => {});
  }

  close(): void {
    this.execution.memory.release();
    this.target.session.transaction?.dropSnapshot(this.execution.snapshot);
  }

  *load(input: CopyInput): Running<void> {
    const { session, plan } = this.target;
    const { main } = plan.compiled;
    const whenReady = (wake: () => void): void => input.whenReady(wake);
    try {
      let unpaused = 0;
      for (let ended = false; !ended; ) {
        const piece = input.take();
        if (piece === null) {
          yield { kind: 'outside', whenReady };
          session.interrupts.check();
          continue;
        }
        ended = piece === 'end';
        unpaused += piece.length;
        // Pieces of files are there at once, and may have few rows.
        if (unpaused >= pauseBytes) {
          unpaused = 0;
          yield yieldPause;
          session.interrupts.check();
        }
        this.accept(piece);
        for (let batch = 1; ; batch++) {
          const row = this.next(ended);
          if (row === null) break;
          if (row === 'end') {
            yield* discard(session, input, ended);
            return;
          }
          if (row !== 'nothing') {
            this.execution.params = row;
            const stopped = firstSteps(session, this.execution, main);
            if (stopped >= 0) yield* otherSteps(session, this.execution, main, null, stopped);
          }
          if (batch % batchRows === 0) {
            yield yieldPause;
            session.interrupts.check();
          }
        }
      }
    } catch (error) {
      throw this.located(error);
    }
  }

  /** More of the data. */
  protected abstract accept(piece: Buffer | 'end'): void;
  /** The next row; null when it is not complete, 'nothing' for a header, 'end' when the data say that they end here. */
  protected abstract next(last: boolean): readonly Datum[] | 'nothing' | 'end' | null;
  /** The place in the data, behind the table's name; null: the error has none. */
  protected abstract place(error: SqlError): string | null;

  private located(error: unknown): unknown {
    if (!(error instanceof SqlError) || error.where !== undefined) return error;
    const place = this.place(error);
    if (place !== null) error.where = `COPY ${this.target.table.name}${place}`;
    return error;
  }
}

/** Data may go on after its end marker; it is not looked at. */
function* discard(session: Session, input: CopyInput, ended: boolean): Running<void> {
  const whenReady = (wake: () => void): void => input.whenReady(wake);
  for (let last = ended; !last; ) {
    const piece = input.take();
    last = piece === 'end';
    if (last) return;
    yield piece === null ? { kind: 'outside', whenReady } : yieldPause;
    session.interrupts.check();
  }
}
