/**
 * Where several sources feed the same operators (UNION ALL, the unmatched rows of outer joins), what follows is written once,
 * as a function with the columns as parameters, and called per row.
 */
import type { EmitContext } from '../expressions/context.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, Scope } from '../scope.ts';
import type { StatementCompiler } from '../unit.ts';
import type { Value } from '../value.ts';
import type { Consumer } from './context.ts';

export interface ContinuationColumn {
  readonly key: number;
  readonly shape: Pick<Value, 'type' | 'typmod' | 'scale' | 'digits'>;
}

export class Continuation {
  private readonly statement: StatementCompiler;
  private readonly name: string;
  private readonly writer: FunctionWriter;
  readonly columns: readonly ContinuationColumn[];
  private readonly parameters: readonly string[];

  constructor(statement: StatementCompiler, columns: readonly ContinuationColumn[]) {
    this.statement = statement;
    this.columns = columns;
    this.parameters = columns.map((_, i) => `arg${i}`);
    this.writer = statement.writer('c', ['X', ...this.parameters].join(','));
    this.name = this.writer.name;
  }

  /** Writes the function; `consume` is what follows. */
  write(consume: Consumer): void {
    const loaders: [number, Loader][] = this.columns.map(({ key, shape }, i) => [
      key,
      () => ({ ...shape, code: this.parameters[i]!, isNull: `${this.parameters[i]}===null` }),
    ]);
    consume(this.writer, new Scope(new Map(loaders)));
    this.statement.finish(this.writer);
  }

  /** Writes a call with these values (undefined: null). */
  call(context: EmitContext, values: readonly (Value | undefined)[]): void {
    const args = values.map((item) => {
      if (item === undefined || item.isNull === 'true') return 'null';
      return item.isNull === 'false' ? item.code : `((${item.isNull})?null:${item.code})`;
    });
    context.writer.line(`if(${this.name}(${['X', ...args].join(',')})!==0)${context.writer.stop()}`);
  }
}

/** Shapes of columns for a continuation, from values at one of its callers. */
export function shapeOf(item: Value): ContinuationColumn['shape'] {
  return { type: item.type, typmod: item.typmod, scale: item.scale, digits: item.digits };
}

export function valuesOf(scope: Scope, keys: readonly number[], writer: FunctionWriter): Value[] {
  return keys.map((key) => scope.read(key, writer));
}
