/** Collect what a session gives into the results of the embedded API. */
import type { OutputColumn } from '../catalog/index.ts';
import type { ResultSink, RowReceiver, Session } from '../session/index.ts';
import { valueType } from '../types/registry.ts';
import type { Datum } from '../types/type-def.ts';
import type { ValueMapping } from './js-values.ts';
import { rowMaker } from './row-maker.ts';
import type { FieldInfo, QueryResult, TextResult } from './types.ts';

export function fieldsOf(columns: readonly OutputColumn[]): FieldInfo[] {
  return columns.map(({ name, type, typmod }) => ({
    name,
    tableID: 0,
    columnID: 0,
    dataTypeID: type,
    dataTypeSize: valueType(type).length,
    dataTypeModifier: typmod,
    format: 'text',
  }));
}

export function commandOf(tag: string): string {
  const space = tag.indexOf(' ');
  return space < 0 ? tag : tag.slice(0, space);
}

export class ObjectSink implements ResultSink {
  readonly gathers = true;
  readonly results: QueryResult[] = [];
  private readonly session: Session;
  private readonly mapping: ValueMapping;
  private rows: Record<string, unknown>[] = [];
  private fields: FieldInfo[] = [];

  constructor(session: Session, mapping: ValueMapping) {
    this.session = session;
    this.mapping = mapping;
  }
  columns(columns: readonly OutputColumn[]): RowReceiver {
    this.fields = fieldsOf(columns);
    const rows: Record<string, unknown>[] = [];
    this.rows = rows;
    const make = rowMaker(columns, this.mapping, this.session.context);
    return (...values) => {
      rows.push(make(...values));
    };
  }
  complete(tag: string, rows: number | null): void {
    this.results.push({ rows: this.rows, fields: this.fields, rowCount: rows, command: commandOf(tag) });
    this.rows = [];
    this.fields = [];
  }
  empty(): void {
    this.results.push({ rows: [], fields: [], rowCount: null, command: '' });
  }
}

export class TextSink implements ResultSink {
  readonly gathers = true;
  readonly results: TextResult[] = [];
  private readonly session: Session;
  private rows: (string | null)[][] = [];
  private described: { name: string; typeOid: number }[] = [];

  constructor(session: Session) {
    this.session = session;
  }
  columns(columns: readonly OutputColumn[]): RowReceiver {
    this.described = columns.map(({ name, type }) => ({ name, typeOid: type }));
    const defs = columns.map(({ type }) => valueType(type));
    const { context } = this.session;
    const rows: (string | null)[][] = [];
    this.rows = rows;
    return (...values: Datum[]) => {
      const row: (string | null)[] = [];
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        row.push(value === null ? null : defs[i]!.output(value, context));
      }
      rows.push(row);
    };
  }
  complete(tag: string, rows: number | null): void {
    this.results.push({ columns: this.described, rows: this.rows, rowCount: rows, command: commandOf(tag) });
    this.rows = [];
    this.described = [];
  }
  empty(): void {
    this.results.push({ columns: [], rows: [], rowCount: null, command: '' });
  }
}
