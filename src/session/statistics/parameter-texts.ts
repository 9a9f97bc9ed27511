import { typeByOid } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Session } from '../session.ts';

/** Bind parameters as text, each at most `bytes` long; -1: whole. */
export function parameterTexts(
  session: Session,
  prepared: PreparedStatement,
  params: readonly Datum[],
  bytes: number,
): readonly (string | null)[] {
  return params.map((value, i) => {
    if (value === null) return null;
    const type = typeByOid(prepared.parameterTypes[i] ?? 25);
    const text = type === undefined ? String(value) : type.output(value, session.context);
    return bytes >= 0 && text.length > bytes ? `${text.slice(0, bytes)}...` : text;
  });
}
