/** What expectations.json holds: answers of a real PostgreSQL, recorded by record-expectations.ts. */
import { readFileSync } from 'node:fs';

export type ExpectedStatement =
  | { readonly sql: string; readonly columns: readonly string[] }
  | { readonly sql: string; readonly error: ExpectedError };
export interface ExpectedError {
  readonly code: string;
  readonly message: string;
  /** From 1; 0 when there is none. */
  readonly position: number;
  readonly detail: string;
  readonly hint: string;
}
export interface ExpectedView {
  readonly sql: string;
  readonly plain: string;
  readonly pretty: string;
}

export function readExpectations(): {
  readonly statements: readonly ExpectedStatement[];
  readonly views: readonly ExpectedView[];
} {
  return JSON.parse(readFileSync(new URL('./expectations.json', import.meta.url), 'utf8'));
}
