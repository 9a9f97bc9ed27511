/** Loads table columns from column arrays: the one place that knows how each vector kind becomes a scalar. */
import type { PlanColumn } from '../../planner/physical-plan.ts';
import { fixedScale, numericModifier } from '../../types/column-storage.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid } from '../../types/registry.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, varKey } from '../scope.ts';
import type { Value } from '../value.ts';

/** `data(writer, i)`, `nulls(writer, i)`: expressions for the arrays of the i-th column; `at`: the slot. */
export interface ColumnSource {
  readonly rel: number;
  readonly columns: readonly number[];
  readonly info: readonly PlanColumn[];
  data(writer: FunctionWriter, i: number): string;
  nulls(writer: FunctionWriter, i: number): string;
  readonly at: string;
  /** Row id, for ctid. */
  readonly rowId: string;
  readonly tableOid: number;
}

export function columnLoaders(source: ColumnSource): [number, Loader][] {
  return source.columns.map((column, i) => [varKey(source.rel, column), (writer) => load(source, column, i, writer)]);
}

function load(source: ColumnSource, column: number, i: number, writer: FunctionWriter): Value {
  const info = source.info[i]!;
  const local = writer.temp('v');
  if (column < 0) {
    // System columns: ctid travels as the row id itself.
    writer.line(`const ${local}=${column === -1 ? source.rowId : column === -2 ? source.tableOid : '0'};`);
    return { code: local, isNull: 'false', type: info.type, typmod: -1, scale: -1, digits: 0 };
  }
  const scale = fixedScale(info.type, info.typmod);
  const digits = scale < 0 ? 0 : numericModifier(info.typmod)!.precision;
  const cell = `${source.data(writer, i)}[${source.at}]`;
  writer.line(`const ${local}=${baseTypeOid(info.type) === typeOid.bool ? `${cell}===1` : cell};`);
  let isNull = 'false';
  if (info.nullable) {
    isNull = writer.temp('z');
    writer.line(`const ${isNull}=${source.nulls(writer, i)}[${source.at}]!==0;`);
  }
  return { code: local, isNull, type: info.type, typmod: info.typmod, scale, digits };
}
