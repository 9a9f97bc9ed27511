import {
  type PreparedStatement,
  type RowReceiver,
  runStatement,
  runToEnd,
  tryRead,
  tryWrite,
} from '../session/index.ts';
import type { CachedPlan } from '../session/plan-cache.ts';
import type { Datum } from '../types/type-def.ts';
import type { Connection } from './connection.ts';
import { fieldsOf, ObjectSink } from './result-sinks.ts';
import { type RowMaker, rowMaker } from './row-maker.ts';
import type { FieldInfo, QueryResult } from './types.ts';

const noFields: FieldInfo[] = [];

/** A prepared statement. Reading ones run without a transaction object, a task or a copy of anything. */
export class Statement<Row = Record<string, unknown>> {
  private readonly connection: Connection;
  private readonly prepared: PreparedStatement;
  /** What belongs to the plan that the row maker was made for. */
  private plan: CachedPlan | null = null;
  private make: RowMaker | null = null;
  private fields: FieldInfo[] = [];
  private rows: Record<string, unknown>[] = [];
  private readonly emit: RowReceiver;
  private readonly open = (): RowReceiver => this.emit;

  /** @internal */
  constructor(connection: Connection, prepared: PreparedStatement) {
    this.connection = connection;
    this.prepared = prepared;
    this.emit = (...values) => {
      this.rows.push(this.make!(...(values as never[])));
    };
  }

  execute(...params: readonly unknown[]): QueryResult<Row> {
    const { connection, prepared } = this;
    connection.assertIdle();
    const { session } = connection;
    if (
      session.observer === null &&
      prepared.statement.kind === 'select' &&
      session.transaction === null &&
      !session.failed
    ) {
      const quick = this.tryAtOnce(params);
      if (quick !== null) return quick;
    }
    const values = connection.values(prepared, params);
    const written = this.tryWrite(values);
    if (written !== null) return written;
    const sink = new ObjectSink(session, connection.mapping);
    runToEnd(session, runStatement(session, prepared, values, sink, true));
    return sink.results[0] as QueryResult<Row>;
  }

  private tryAtOnce(params: readonly unknown[]): QueryResult<Row> | null {
    const { connection, prepared } = this;
    const { session } = connection;
    session.context.beginStatement();
    const values = connection.values(prepared, params);
    if (prepared.plan === null || prepared.plan !== this.plan) this.follow();
    const rows: Record<string, unknown>[] = [];
    this.rows = rows;
    if (!tryRead(session, prepared, values, this.open)) return null;
    if (prepared.plan !== this.plan) {
      // Planned anew on the way, because the catalog changed: the columns may be others.
      this.follow();
      return this.execute(...params);
    }
    return { rows: rows as Row[], fields: this.fields, rowCount: rows.length, command: 'SELECT' };
  }

  /** INSERT, UPDATE, DELETE where nothing has to be waited for. */
  private tryWrite(values: readonly Datum[]): QueryResult<Row> | null {
    const { prepared } = this;
    const { session } = this.connection;
    if (prepared.plan === null || (session.transaction !== null && !session.explicit)) return null;
    if (session.observer !== null) return null;
    if (prepared.plan !== this.plan) this.follow();
    const rows: Record<string, unknown>[] = [];
    this.rows = rows;
    const count = tryWrite(session, prepared, values, this.emit);
    if (count < 0) return null;
    const command = prepared.statement.kind.toUpperCase();
    return {
      rows: rows as Row[],
      fields: prepared.columns === null ? noFields : this.fields,
      rowCount: count,
      command,
    };
  }

  private follow(): void {
    const { connection, prepared } = this;
    const columns = prepared.columns ?? [];
    this.plan = prepared.plan;
    this.fields = fieldsOf(columns);
    this.make = rowMaker(columns, connection.mapping, connection.session.context);
  }

  /** The first row, or undefined. */
  get(...params: readonly unknown[]): Row | undefined {
    return this.execute(...params).rows[0];
  }
  all(...params: readonly unknown[]): Row[] {
    return this.execute(...params).rows;
  }
}
