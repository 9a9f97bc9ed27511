/** What a surface answers to one record, the same on every surface: PostgreSQL's text output and the error fields. */

export interface TextColumn {
  readonly name: string;
  readonly typeOid: number;
}

/** One statement's result, as `conn.queryText` of the embedded API gives it. */
export interface TextResult {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number | null;
  readonly command: string;
}

export interface StatementError {
  /** The SQLSTATE, or empty when what was thrown is no SQL error at all but a bug. */
  readonly code: string;
  readonly message: string;
  /** `DETAIL: ...` and so on, those that are present, in a fixed order. */
  readonly fields: readonly string[];
}

export interface Outcome {
  readonly results: readonly TextResult[];
  readonly error: StatementError | undefined;
}

const fieldNames = [
  ['detail', 'DETAIL'],
  ['hint', 'HINT'],
  ['position', 'POSITION'],
  ['schema', 'SCHEMA'],
  ['table', 'TABLE'],
  ['column', 'COLUMN'],
  ['dataType', 'DATATYPE'],
  ['constraint', 'CONSTRAINT'],
] as const;

export function succeeded(results: readonly TextResult[]): Outcome {
  return { results, error: undefined };
}

/** Turns whatever was thrown into an outcome. What carries no SQLSTATE is a bug and can satisfy no expectation. */
export function failedWith(thrown: unknown): Outcome {
  const fields = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
  // The first character of PostgreSQL's classes; EPIPE and its like are errors of the operating system.
  const code =
    typeof fields['code'] === 'string' && /^[0-9FHPX][0-9A-Z]{4}$/.test(fields['code']) ? fields['code'] : '';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const shown: string[] = [];
  for (const [key, label] of fieldNames) {
    const value = fields[key];
    if (typeof value === 'string' && value !== '') shown.push(`${label}: ${value.replaceAll('\n', '\\n')}`);
  }
  if (code === '' && thrown instanceof Error && thrown.stack !== undefined) {
    return { results: [], error: { code: '', message: `${thrown.name}: ${thrown.stack}`, fields: shown } };
  }
  return { results: [], error: { code, message, fields: shown } };
}
