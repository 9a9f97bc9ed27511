/** SET, RESET, SHOW, DISCARD. */
import { resolveTypeName } from '../../analyzer/index.ts';
import { type SettingDef, settingByName } from '../../config/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { DiscardStatement, SetStatement, SettingValue, ShowStatement, TypeName } from '../../parser/index.ts';
import { quoteIdentifier } from '../../parser/index.ts';
import { formatInterval, parseInterval } from '../../types/datetime/index.ts';
import { typeOid } from '../../types/oids.ts';
import type { Completion, ResultSink } from '../result.ts';
import type { Session } from '../session.ts';
import { shownValue } from '../session-settings.ts';

export function executeSet(session: Session, statement: SetStatement): Completion {
  const local = statement.scope === 'local';
  if (statement.reset && statement.name === 'all') {
    session.settings.resetAll();
    return { tag: 'RESET', rows: null };
  }
  if (local && !session.inBlock) {
    session.warn('25P01', 'SET LOCAL can only be used in transaction blocks');
  }
  const name = statement.name.toLowerCase();
  const value = statement.values === null ? currentValue(session, statement) : textOf(session, name, statement.values);
  session.settings.set(statement.name, value, local);
  return { tag: statement.reset ? 'RESET' : 'SET', rows: null };
}

/** null: it is reset. */
function currentValue(session: Session, { name, current }: SetStatement): string | null {
  return current === true ? session.shownSetting(name, false) : null;
}

/** Lists of names keep their quotes, so that search_path can be read again. */
function textOf(session: Session, name: string, values: readonly SettingValue[]): string {
  const [first] = values;
  if (first?.interval !== undefined) return zoneInterval(session, first.text, first.interval);
  if (values.length > 1 && name !== 'search_path' && name !== 'datestyle') {
    const def = settingByName(name);
    if (def !== undefined) {
      throw sqlError('invalid_parameter_value', `SET ${def.name} takes only one argument`);
    }
  }
  if (name === 'search_path') return values.map((value) => quoteIdentifier(value.text)).join(', ');
  return values.map((value) => value.text).join(', ');
}

/** The interval in the words of the setting: `INTERVAL '08:00:00'`. */
function zoneInterval(session: Session, text: string, type: TypeName): string {
  const { typmod } = resolveTypeName(type, session.analyzerContext(null));
  return `INTERVAL '${formatInterval(parseInterval(text, typmod, session.context), session.context)}'`;
}

export function executeShow(session: Session, statement: ShowStatement, sink: ResultSink): Completion {
  const text = { type: typeOid.text, typmod: -1 };
  if (statement.name === 'all') {
    const emit = sink.columns([
      { name: 'name', ...text },
      { name: 'setting', ...text },
      { name: 'description', ...text },
    ]);
    for (const { def, value } of session.settings.all())
      if (session.identity.seesSetting(def.name)) emit(def.name, shownValue(def, value), def.description);
    return { tag: 'SHOW', rows: null };
  }
  const def: SettingDef | undefined = settingByName(statement.name);
  const value = session.shownSetting(statement.name, false);
  sink.columns([{ name: def?.name ?? statement.name, ...text }])(value);
  return { tag: 'SHOW', rows: null };
}

export function executeDiscard(session: Session, statement: DiscardStatement): Completion {
  if (statement.target === 'all') {
    if (session.explicit) {
      throw sqlError('active_sql_transaction', 'DISCARD ALL cannot run inside a transaction block');
    }
    session.settings.set('session_authorization', null, false);
    session.settings.resetAll();
    session.prepared.clear();
    session.closePortals();
    session.notifications.end();
    session.advisory.unlockAll();
  }
  if (statement.target === 'all' || statement.target === 'temp') session.dropTemporary();
  return { tag: `DISCARD ${statement.target.toUpperCase()}`, rows: null };
}
