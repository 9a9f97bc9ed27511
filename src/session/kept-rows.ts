/**
 * Rows that wait in a session until they are asked for: of cursors that go back or are held, and of statements that have run to
 * their end before their rows are taken. Many of them go to a temporary file, until their portal is closed.
 */
import { DatumRows, type QueryMemory } from '../executor/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { Session } from './session.ts';

export class KeptRows {
  private readonly session: Session;
  private memory: QueryMemory | null = null;
  private rows: DatumRows | null = null;

  constructor(session: Session) {
    this.session = session;
  }

  get length(): number {
    return this.rows === null ? 0 : this.rows.length;
  }

  push(row: readonly Datum[]): void {
    if (this.rows === null) {
      this.memory = this.session.newMemory();
      this.rows = new DatumRows(row.length, this.memory);
    }
    this.rows.push(row);
  }

  /** null: there is no such row. */
  at(index: number): readonly Datum[] | null {
    return index < 0 || index >= this.length ? null : this.rows!.at(index);
  }

  /** They stay when the transaction ends. */
  outlive(): void {
    if (this.memory !== null) this.memory.outlives = true;
  }

  close(): void {
    this.memory?.release();
    this.memory = null;
    this.rows = null;
  }
}
