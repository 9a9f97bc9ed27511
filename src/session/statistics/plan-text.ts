import { explainPlan } from '../../optimizer/index.ts';
import type { CachedPlan } from '../plan-cache.ts';
import type { Session } from '../session.ts';
import { actualRows, explainNames } from '../statements/explain.ts';
import type { SessionActivity } from './session-activity.ts';
import type { SessionLogging } from './session-logging.ts';

/** A plan as EXPLAIN shows it, for the log. `analysed`: a run of it that counted its rows. */
export function planText(
  session: Session,
  plan: CachedPlan,
  { planFormat, planVerbose }: SessionLogging,
  analysed: SessionActivity['analysed'],
): string {
  const lines = explainPlan(
    (analysed?.plan ?? plan).compiled.planned,
    {
      format: planFormat,
      costs: true,
      verbose: planVerbose,
      actual: analysed === null ? null : actualRows(analysed.plan, analysed.execution, 0),
      timing: false,
      planningMs: null,
      executionMs: null,
    },
    explainNames(session),
  );
  return lines.join('\n');
}
