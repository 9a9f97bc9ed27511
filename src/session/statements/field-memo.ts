/** The last field of a column and its value: loaded columns often repeat the value of the row before, and reading it again costs. */
import type { Datum } from '../../types/type-def.ts';

const firstScore = 64;
const scoreMax = 1024;
/** What a match is worth in fields that did not match. */
const gain = 4;

export class FieldMemo {
  private field: string | null = null;
  private datum: Datum = null;
  /** Falls with each field that differs: at 0 nothing is compared or kept any more. */
  private score = firstScore;

  /** Length of the last field if `text` has it at `at`, which may be a part of the field there; else -1. */
  lengthAt(text: string, at: number): number {
    if (this.field === null || this.score <= 0) return -1;
    if (text.startsWith(this.field, at)) return this.field.length;
    this.score--;
    return -1;
  }

  /** It was the whole field. */
  hit(): Datum {
    this.score = Math.min(this.score + gain, scoreMax);
    return this.datum;
  }

  keep(field: string, datum: Datum): void {
    if (this.score <= 0) return;
    this.field = field;
    this.datum = datum;
  }
}
