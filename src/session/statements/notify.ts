/** LISTEN, UNLISTEN and NOTIFY. */
import { assertNever } from '../../common/assert.ts';
import type { ListenStatement, NotifyStatement, UnlistenStatement } from '../../parser/index.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';

export function executeNotification(
  session: Session,
  statement: ListenStatement | UnlistenStatement | NotifyStatement,
): Completion {
  session.ensureTransaction();
  const { notifications } = session;
  switch (statement.kind) {
    case 'listen':
      notifications.listen(statement.channel);
      return { tag: 'LISTEN', rows: null };
    case 'unlisten':
      if (statement.channel === null) notifications.unlistenAll();
      else notifications.unlisten(statement.channel);
      return { tag: 'UNLISTEN', rows: null };
    case 'notify':
      notifications.notify(statement.channel, statement.payload);
      return { tag: 'NOTIFY', rows: null };
    default:
      return assertNever(statement);
  }
}
