import { getSystemErrorMap } from 'node:util';

/** The error of a file operation, with the fields and the message that Node gives it. */
export interface FileError extends Error {
  readonly errno: number;
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;
}

const systemErrors = new Map([...getSystemErrorMap()].map(([errno, [code, text]]) => [code, { errno, text }]));

/** Operations on an open file name no path in their message; `path` tells it all the same. */
const onHandles: ReadonlySet<string> = new Set(['read', 'write', 'ftruncate', 'fdatasync', 'fsync', 'fstat', 'close']);

export function fileError(code: string, syscall: string, path: string, dest?: string): FileError {
  const { errno, text } = systemErrors.get(code) ?? { errno: -1, text: 'unknown error' };
  const where = onHandles.has(syscall) ? '' : dest === undefined ? ` '${path}'` : ` '${path}' -> '${dest}'`;
  const fields = { errno, code, syscall, path };
  return Object.assign(
    new Error(`${code}: ${text}, ${syscall}${where}`),
    dest === undefined ? fields : { ...fields, dest },
  );
}

/** The code of a file error; undefined for all others. */
export function fileErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Partial<FileError>).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
