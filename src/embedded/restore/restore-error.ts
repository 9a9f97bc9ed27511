/** A statement of a dump that failed, with its place in the text. */
import { SqlError } from '../../errors/index.ts';

export class RestoreError extends Error {
  /** From 1; of the place an error points at, where it points at one. */
  readonly line: number;
  /** Its beginning, where the error is a statement's. */
  readonly statement: string;
  /** SQLSTATE, where the error is SQL's. */
  readonly code: string | undefined;

  constructor(line: number, statement: string, cause: unknown) {
    super(`line ${line}: ${messageOf(cause)}`, { cause });
    this.line = line;
    this.statement = statement.length > 500 ? `${statement.slice(0, 500)}...` : statement;
    this.code = cause instanceof SqlError ? cause.code : undefined;
  }
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof SqlError)) return cause instanceof Error ? cause.message : String(cause);
  const { severity, message, detail, hint, where } = cause;
  const rest = [
    detail === undefined ? '' : `\nDETAIL:  ${detail}`,
    hint === undefined ? '' : `\nHINT:  ${hint}`,
    where === undefined ? '' : `\nCONTEXT:  ${where}`,
  ];
  return `${severity}:  ${message}${rest.join('')}`;
}

/** The line an error of a statement that begins in `firstLine` points at; of COPY's data, which begin behind `dataLine`. */
export function lineOfError(error: unknown, text: string, firstLine: number, dataLine: number | null): number {
  if (!(error instanceof SqlError)) return firstLine;
  const inData = dataLine === null ? null : /^COPY .*, line (\d+)/s.exec(error.where ?? '');
  if (inData !== null) return dataLine! + Number(inData[1]);
  if (error.position === undefined) return firstLine;
  const before = [...text].slice(0, Number(error.position) - 1);
  return firstLine + before.filter((character) => character === '\n').length;
}
