/** COPY FROM STDIN and COPY TO STDOUT. */
import { unsupported } from '../../errors/index.ts';
import type { CopyStatement } from '../../parser/index.ts';
import type { Completion, ResultSink } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { copyFrom } from './copy-from.ts';
import { copyTo } from './copy-to.ts';

export function* executeCopy(
  session: Session,
  text: string,
  statement: CopyStatement,
  sink: ResultSink,
): Running<Completion> {
  const { target, location } = statement;
  if (target === 'file' || target === 'program') {
    throw unsupported(`COPY ${statement.direction.toUpperCase()} a ${target} of the server`, location);
  }
  session.ensureTransaction();
  return statement.direction === 'from'
    ? yield* copyFrom(session, text, statement, sink)
    : yield* copyTo(session, text, statement, sink);
}
