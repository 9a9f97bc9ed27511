/** All statements of a text, one after the other: a simple query. */
import { isAnalyzable } from '../analyzer/index.ts';
import { sqlError } from '../errors/index.ts';
import type { ParsedStatement } from '../parser/index.ts';
import { analyze } from './planning.ts';
import { prepareKnown, prepareStatement } from './prepare-statement.ts';
import type { ResultSink } from './result.ts';
import { runStatement } from './run-statement.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

/** Several statements share one implicit transaction. `known`: what `prepareKnown` says of the text. */
export function* runScript(
  session: Session,
  text: string,
  sink: ResultSink,
  known = prepareKnown(session, text),
): Running<void> {
  if (known !== null) {
    yield* runStatement(session, known, [], sink, true);
    if (!session.explicit) session.guard(text, () => session.commit());
    return;
  }
  const statements = session.parse(text);
  if (statements.length === 0) {
    sink.empty();
    return;
  }
  session.block = statements.length > 1 && !session.explicit;
  try {
    for (const parsed of statements) {
      const prepared = prepareStatement(session, text, parsed, []);
      if (prepared.parameterTypes.length > 0) throw session.guard(text, () => noParameter(session, parsed));
      yield* runStatement(session, prepared, [], sink, true);
    }
    session.block = false;
    if (!session.explicit) yield* session.guarded(text, session.finish());
  } finally {
    session.block = false;
  }
}

/** Analysis without parameters says where the first of them is. */
function noParameter(session: Session, { statement, start }: ParsedStatement): Error {
  if (isAnalyzable(statement)) analyze(session, statement, null);
  return sqlError('undefined_parameter', 'there is no parameter $1', { location: start });
}
