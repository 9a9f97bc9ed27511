/** The plans of a session's statements: which of those that are kept is still good, and making new ones. */
import type { OutputColumn } from '../catalog/index.ts';
import type { BoundQuery } from '../catalog/tree.ts';
import { sqlError } from '../errors/index.ts';
import type { Oid } from '../types/type-def.ts';
import { withCursorRows } from './cursor-rows.ts';
import { type CachedPlan, fits, resultColumns } from './plan-cache.ts';
import { analyze, boundOf, compile, type Plannable, planBound } from './planning.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Session } from './session.ts';

export class SessionPlans {
  private readonly session: Session;
  private key = '';
  private keyVersion = -1;

  constructor(session: Session) {
    this.session = session;
  }

  /** The plan of a SELECT or data modification, from its statement, the database's cache, or anew. */
  planOf(prepared: PreparedStatement): CachedPlan {
    const { catalog } = this.session;
    const planKey = this.currentKey();
    const { plan } = prepared;
    if (plan !== null && plan.catalogVersion === catalog.version && prepared.planKey === planKey && fits(plan)) {
      return plan;
    }
    prepared.constants = null;
    if (prepared.unparsed === true) {
      prepared.statement = this.session.parse(prepared.text)[0]!.statement;
      prepared.unparsed = false;
    }
    const key = `${prepared.source}\u0000${planKey}`;
    const found =
      this.session.core.plans.get(key, catalog.version) ??
      this.session.interrupts.within(this.session.defaults.current().timeoutMs, () => this.makePlan(prepared, key));
    if (plan !== null && !sameColumns(plan.columns, found.columns)) {
      throw sqlError('feature_not_supported', 'cached plan must not change result type', {
        routine: 'RevalidateCachedQuery',
      });
    }
    prepared.plan = found;
    prepared.planKey = planKey;
    prepared.parameterTypes = found.parameterTypes;
    prepared.columns = resultColumns(found);
    return found;
  }

  private makePlan(prepared: PreparedStatement, key: string): CachedPlan {
    const types = [...prepared.parameterTypes];
    const bound = boundOf(analyze(this.session, prepared.statement as Plannable, types));
    const plan =
      prepared.cursor === true
        ? this.cursorPlan(bound as BoundQuery, types)
        : compile(this.session, planBound(this.session, bound), types);
    // Words like 'now' have been evaluated; such a plan serves once.
    if (!/'\s*(?:now|today|tomorrow|yesterday|epoch)\b/i.test(prepared.source)) this.session.core.plans.put(key, plan);
    return plan;
  }

  private cursorPlan(bound: BoundQuery, types: readonly Oid[]): CachedPlan {
    const { query, rows } = withCursorRows(bound);
    return { ...compile(this.session, planBound(this.session, query), types), cursorRows: rows };
  }

  /** All settings that analysis and planning depend on, as part of the cache key. */
  currentKey(): string {
    const { settings, user, databaseName, identity } = this.session;
    if (this.keyVersion !== settings.version) {
      this.keyVersion = settings.version;
      this.key = `${planningSettings.map((name) => settings.get(name)).join('\u0001')}\u0001${user}\u0001${databaseName}\u0001${identity.authenticatedRole}\u0001${identity.currentRole}`;
    }
    return this.session.hasTemporary ? `${this.key}\u0001${this.session.processId}` : this.key;
  }
}

const planningSettings = [
  'search_path',
  'TimeZone',
  'DateStyle',
  'IntervalStyle',
  'role',
  'session_authorization',
  'aiondb.optimizer',
  'enable_seqscan',
  'enable_indexscan',
  'enable_hashjoin',
  'enable_nestloop',
  'enable_sort',
  'extra_float_digits',
  'bytea_output',
  'default_text_search_config',
] as const;

function sameColumns(a: readonly OutputColumn[], b: readonly OutputColumn[]): boolean {
  return a.length === b.length && a.every((column, i) => column.type === b[i]!.type && column.typmod === b[i]!.typmod);
}
