/**
 * Plans that statements share which differ only in literals. The first of them is parsed, and its literals become parameters
 * (lift-literals.ts); the next one is known by its shape (statement-shapes.ts) and is not even parsed.
 */
import { SqlError } from '../errors/index.ts';
import type { ParsedStatement, Statement } from '../parser/index.ts';
import { type LiftedStatement, liftLiterals, literalValues } from './lift-literals.ts';
import { type CachedPlan, resultColumns } from './plan-cache.ts';
import { analyze, boundOf, compile, planBound } from './planning.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Session } from './session.ts';
import { type Shape, shapeOf } from './statement-shapes.ts';

/** What is kept of a shape. */
export interface ShapedStatement {
  /** The first one seen: only the values of its literals are others. */
  readonly statement: Statement;
  /** LiftedStatement.key. */
  readonly liftedKey: string;
}

/** Gives a parsed statement the plan of those like it. False: plan it as it is. */
export function sharePlan(session: Session, parsed: ParsedStatement, prepared: PreparedStatement): boolean {
  const { text } = prepared;
  const lifted = liftLiterals(text, parsed);
  if (lifted === null) return false;
  const planKey = session.currentPlanKey();
  const shared = unlessWrong(() => {
    const plan = findPlan(session, lifted.key, planKey) ?? planLifted(session, lifted, planKey);
    return { plan, constants: literalValues(lifted.literals, plan.parameterTypes, session.context) };
  });
  if (shared === null) return false;
  prepared.constants = shared.constants;
  prepared.plan = shared.plan;
  prepared.planKey = planKey;
  prepared.columns = resultColumns(shared.plan);
  keepShape(session, text, parsed.statement, lifted);
  return true;
}

/** A text that nobody has parsed, and what is kept of the one like it. */
export interface KnownShape {
  readonly shape: Shape;
  readonly kept: ShapedStatement;
}

/** null: none like it has been seen. */
export function knownShape({ core }: Session, text: string): KnownShape | null {
  const shape = shapeOf(text);
  const kept = shape === null ? undefined : core.shapes.get(shape.key);
  return shape === null || kept === undefined ? null : { shape, kept };
}

/** The statement of such a text; null: its plan is gone, or something is wrong with the text. */
export function statementOfShape(
  session: Session,
  text: string,
  { shape, kept: known }: KnownShape,
): PreparedStatement | null {
  const planKey = session.currentPlanKey();
  const plan = findPlan(session, known.liftedKey, planKey);
  if (plan === undefined) return null;
  const constants = unlessWrong(() => literalValues(shape.literals, plan.parameterTypes, session.context));
  if (constants === null) return null;
  return {
    text,
    statement: known.statement,
    unparsed: true,
    source: `${text}\u0000\u00000`,
    parameterTypes: [],
    columns: resultColumns(plan),
    plan,
    planKey,
    constants,
  };
}

/** Only where every literal of the text has been lifted. */
function keepShape(session: Session, text: string, statement: Statement, lifted: LiftedStatement): void {
  const shape = shapeOf(text);
  if (shape === null || shape.literals.length !== lifted.literals.length) return;
  if (lifted.literals.some((literal, i) => literal.location !== shape.literals[i]!.location)) return;
  session.core.shapes.set(shape.key, { statement, liftedKey: lifted.key });
}

/** null for an error of SQL: the statement as written says what is wrong with it, and where. */
function unlessWrong<Result>(run: () => Result): Result | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

function findPlan({ core, catalog }: Session, liftedKey: string, planKey: string): CachedPlan | undefined {
  return core.plans.get(keyOf(liftedKey, planKey), catalog.version);
}
function planLifted(session: Session, lifted: LiftedStatement, planKey: string): CachedPlan {
  const types = [...lifted.types];
  const bound = analyze(session, lifted.statement(), types);
  const plan = compile(session, planBound(session, boundOf(bound)), types);
  session.core.plans.put(keyOf(lifted.key, planKey), plan);
  return plan;
}
function keyOf(liftedKey: string, planKey: string): string {
  return `\u0000${liftedKey}\u0000${planKey}`;
}
