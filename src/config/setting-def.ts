/** A row of the table of run-time settings. */
export interface SettingDef {
  readonly name: string;
  readonly type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  readonly initial: string;
  readonly description: string;
  readonly category: string;
  /**
   * Who can change it, in PostgreSQL's words. internal: nobody; postmaster: whoever starts the server; sighup: whoever configures it
   * while it runs; superuser-backend: the same for sessions to come; superuser: superusers in a session; user: anybody in one. Only the
   * last two are set by SET.
   */
  readonly context: 'internal' | 'postmaster' | 'sighup' | 'superuser-backend' | 'superuser' | 'user';
  readonly min?: number;
  readonly max?: number;
  /** Unit of the number, in which it is kept. */
  readonly unit?: SettingUnit;
  readonly values?: readonly string[];
  /** Words that stand for one of the values and are not shown as such. */
  readonly otherWords?: Readonly<Record<string, string>>;
  /** Accepted and shown, and nothing here depends on it. */
  readonly inert?: true;
  /** The values that are supported; the others are allowed in PostgreSQL and an error here. */
  readonly only?: readonly string[];
  /** Reported to clients with ParameterStatus. */
  readonly reported?: true;
}

/** A bound as PostgreSQL writes it: six digits, as %g of C has them. */
/** Names of settings that no row defines: simple identifiers, dots between them. */
export const customSettingName =
  /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(?:\.[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)+$/;

export function boundText(bound: number | undefined): string {
  if (bound === undefined) return '';
  return Number.isSafeInteger(bound) ? String(bound) : String(Number(bound.toPrecision(6)));
}

export type SettingUnit = 'ms' | 's' | 'B' | 'kB' | '8kB' | 'MB';
