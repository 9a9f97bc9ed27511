/**
 * Applies MERGE. For each source row the first action of its kind whose condition holds is taken. Under READ COMMITTED a
 * target row that changed meanwhile is joined again: it may still match, by other values, or the source row has no partner any
 * more, as when it was deleted ("Transaction Isolation").
 */
import { sqlError } from '../errors/index.ts';
import type { Snapshot } from '../storage/index.ts';
import { CHANGED, DONE, DUPLICATE, deleteRow, GONE, insertRow, SELF, updateRow, WAIT } from '../transaction/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { Execution } from './execution.ts';
import { type ModifyConfig, ModifyPipeline, type ModifyQueue } from './modify.ts';
import { storedToDatum, uniqueViolation } from './modify-target.ts';
import type { Pipeline } from './pipeline.ts';

export interface MergeActionConfig {
  readonly matched: boolean;
  readonly action: 'insert' | 'update' | 'delete' | 'nothing';
  /** Columns of an update, in the order of its values. */
  readonly columns: readonly number[];
  /** Function number of a MergeValues. */
  readonly decide: number;
}
export interface MergeConfig extends ModifyConfig {
  /** Function number of a MergeJoin. */
  readonly on: number;
  readonly actions: readonly MergeActionConfig[];
  /** Which of the columns that travel with a row are the target's. */
  readonly targetColumns: readonly { readonly extra: number; readonly column: number }[];
}
type MergeJoin = (execution: Execution, extras: readonly Datum[]) => boolean;
/** The values, or null when the action's condition does not hold. */
type MergeValues = (execution: Execution, extras: readonly Datum[]) => Datum[] | null;
/** What is done about a row. */
export interface MergeDecision {
  readonly action: MergeActionConfig;
  readonly values: readonly Datum[];
}

const nothing: readonly Datum[] = [];

export class MergePipeline extends ModifyPipeline {
  private readonly config: MergeConfig;

  constructor(config: MergeConfig, source: Pipeline) {
    super(config, source, true);
    this.config = config;
  }

  protected apply(execution: Execution, queue: ModifyQueue, position: number): number {
    const extras = queue.rows[position]!;
    const rowId = queue.rowIds[position]!;
    // A row that waited goes on with what was decided about it: conditions and values are computed once.
    let decision = queue.decisions[position];
    if (decision === undefined) {
      decision = this.decide(execution, extras, rowId >= 0);
      queue.decisions[position] = decision;
    }
    return this.perform(execution, rowId, extras, decision, execution.crosscheck ?? execution.snapshot);
  }

  private decide(execution: Execution, extras: readonly Datum[], matched: boolean): MergeDecision | null {
    for (const action of this.config.actions) {
      if (action.matched !== matched) continue;
      const values = (execution.functions[action.decide] as unknown as MergeValues)(execution, extras);
      if (values !== null) return { action, values };
    }
    return null;
  }

  private perform(
    execution: Execution,
    rowId: number,
    extras: readonly Datum[],
    decision: MergeDecision | null,
    snapshot: Snapshot,
  ): number {
    if (decision === null) return DONE;
    const { action, values } = decision;
    switch (action.action) {
      case 'nothing':
        return DONE;
      case 'insert':
        return this.insert(execution, values);
      case 'update':
      case 'delete':
        return this.change(execution, rowId, extras, action, values, snapshot);
    }
  }

  private insert(execution: Execution, row: readonly Datum[]): number {
    const { target } = this;
    const transaction = execution.transaction!;
    this.verify(execution, row);
    const result = insertRow(transaction, target.store, row as Datum[]);
    if (result === WAIT) return this.wait(execution);
    if (result < 0) throw uniqueViolation(target, transaction.conflict.index!, row, execution.context);
    this.done(execution, 'insert', result, null, row, nothing);
    return DONE;
  }

  private change(
    execution: Execution,
    rowId: number,
    extras: readonly Datum[],
    action: MergeActionConfig,
    values: readonly Datum[],
    snapshot: Snapshot,
  ): number {
    const { target } = this;
    const transaction = execution.transaction!;
    const before = target.store.readRow(rowId);
    const removes = action.action === 'delete';
    const result = removes
      ? deleteRow(transaction, target.store, rowId, snapshot)
      : updateRow(transaction, target.store, rowId, action.columns, values, snapshot);
    switch (result) {
      case DONE: {
        const after = removes ? null : target.store.readRow(rowId);
        if (after !== null) this.verify(execution, after);
        this.done(execution, removes ? 'delete' : 'update', rowId, before, after, nothing);
        return DONE;
      }
      case WAIT:
        return this.wait(execution);
      case SELF:
        throw sqlError('cardinality_violation', 'MERGE command cannot affect row a second time', {
          hint: 'Ensure that not more than one source row matches any one target row.',
        });
      case DUPLICATE: {
        const after = before.slice();
        for (const [i, column] of action.columns.entries()) after[column] = values[i]!;
        throw uniqueViolation(target, transaction.conflict.index!, after, execution.context);
      }
      case GONE:
        if (transaction.isolation !== 'read committed') throw this.concurrent('delete');
        return this.again(execution, rowId, extras, false, snapshot);
      default: {
        if (result !== CHANGED) return DONE;
        if (transaction.isolation !== 'read committed') throw this.concurrent('update');
        const latest = transaction.latestSnapshot();
        try {
          const renewed = this.renewed(rowId, extras);
          const on = execution.functions[this.config.on] as unknown as MergeJoin;
          return this.again(execution, rowId, renewed, on(execution, renewed), latest);
        } finally {
          transaction.dropSnapshot(latest);
        }
      }
    }
  }

  /** The columns that travel with the row, the target's as they are now. */
  private renewed(rowId: number, extras: readonly Datum[]): readonly Datum[] {
    const { target } = this;
    const row = target.store.readRow(rowId);
    const result = extras.slice();
    for (const { extra, column } of this.config.targetColumns) {
      result[extra] = storedToDatum(target.columns[column]!, row[column]!);
    }
    return result;
  }

  /** Decides anew about a row whose partner has changed or gone. */
  private again(
    execution: Execution,
    rowId: number,
    extras: readonly Datum[],
    matched: boolean,
    snapshot: Snapshot,
  ): number {
    return this.perform(execution, rowId, extras, this.decide(execution, extras, matched), snapshot);
  }
}
