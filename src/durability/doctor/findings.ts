/** What the doctor found: damage, each with its place, and notes on what is odd but harms nothing. */
import type { SqlError } from '../../errors/index.ts';
import { isCorruption } from '../file-errors.ts';

export interface Damage {
  /** Name in the directory; null: no single file is to blame. */
  readonly file: string | null;
  /** In bytes; null: the whole file. */
  readonly offset: number | null;
  readonly what: string;
  /** `schema.table` that has lost something by it. */
  readonly table?: string;
  readonly index?: string;
}

export class Findings {
  readonly damages: Damage[] = [];
  readonly notes: string[] = [];
  private readonly seen = new Set<string>();

  /** The same damage met again, on another way, is told once. */
  damage(file: string | null, offset: number | null, what: string, of: { table?: string; index?: string } = {}): void {
    const key =
      offset === null ? `${file} ${what} ${of.table} ${of.index}` : `${file} ${offset} ${of.table} ${of.index}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (offset !== null) this.forgetUnnamed(file, offset, of.table);
    this.damages.push({ file, offset, what, ...of });
  }

  /** What was found at a place before anybody knew whose it is. */
  private forgetUnnamed(file: string | null, offset: number, table: string | undefined): void {
    const at = this.damages.findIndex((damage) => damage.file === file && damage.offset === offset);
    if (at >= 0 && table !== undefined && this.damages[at]!.table === undefined) this.damages.splice(at, 1);
  }

  /** Runs something that reads; what it says of damage is noted, and null given. */
  attempt<T>(read: () => T, of: { table?: string; index?: string } = {}): T | null {
    try {
      return read();
    } catch (error) {
      if (!isCorruption(error)) throw error;
      const { file, offset, what } = placeOf(error);
      this.damage(file, offset, what, of);
      return null;
    }
  }

  note(text: string): void {
    this.notes.push(text);
  }
}

/** The parts of the message that `corruption` makes. */
function placeOf(error: SqlError): { file: string | null; offset: number | null; what: string } {
  const match = /^file "(.*?)" is damaged(?: at offset (\d+))?: (.*)$/s.exec(error.message);
  if (match === null) return { file: null, offset: null, what: error.message };
  const file = match[1]!.slice(match[1]!.lastIndexOf('/') + 1);
  return { file, offset: match[2] === undefined ? null : Number(match[2]), what: match[3]! };
}
