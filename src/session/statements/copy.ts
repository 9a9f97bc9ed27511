/** COPY: from and to the client, and files of the server. */
import { hasRightsOf } from '../../catalog/privileges/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CopyStatement } from '../../parser/index.ts';
import type { Completion, ResultSink } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';
import { copyFrom } from './copy-from.ts';
import { copyTo } from './copy-to.ts';

/** pg_read_server_files, pg_write_server_files, pg_execute_server_program */
const serverRoles = { from: 4569, to: 4570, program: 4571 } as const;

function checkServerAccess(session: Session, { target, direction }: CopyStatement): void {
  const role = target === 'program' ? serverRoles.program : serverRoles[direction];
  if (hasRightsOf(session.catalog, session.currentRole, role)) return;
  const name = session.catalog.role(role)!.name;
  const what = target === 'program' ? 'to or from an external program' : `${direction} a file`;
  throw sqlError('insufficient_privilege', `must be superuser or have privileges of the ${name} role to COPY ${what}`, {
    hint: "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone.",
  });
}

export function* executeCopy(
  session: Session,
  text: string,
  statement: CopyStatement,
  sink: ResultSink,
): Running<Completion> {
  const { target, location } = statement;
  if (target === 'file' || target === 'program') checkServerAccess(session, statement);
  if (target === 'program') throw unsupported(`COPY ${statement.direction.toUpperCase()} PROGRAM`, location);
  session.ensureTransaction();
  return statement.direction === 'from'
    ? yield* copyFrom(session, text, statement, sink)
    : yield* copyTo(session, text, statement, sink);
}
