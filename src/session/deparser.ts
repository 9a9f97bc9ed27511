/** Bound trees to SQL text with the names the session sees. */
import { deparserFor } from '../analyzer/deparse/index.ts';
import type { Deparser } from '../catalog/index.ts';
import type { Session } from './session.ts';

export function sessionDeparser(session: Session): Deparser {
  return deparserFor(session.analyzerContext(null));
}
