/** What ALTER ROLE and ALTER DATABASE ... SET have a session start with: the more particular wins ("Parameter Interaction via the Database"). */
import { databaseOid, type SettingsOf } from '../catalog/index.ts';
import { SqlError } from '../errors/index.ts';
import type { Session } from './session.ts';

export function applyRoleSettings(session: Session): void {
  const { catalog } = session;
  const role = catalog.role(session.identity.authenticatedRole);
  const whole = catalog.database?.settings;
  if (whole === undefined && role?.settings === undefined) return;
  // The last one that says something counts.
  for (const [settings, database] of [
    [whole, 0],
    [whole, databaseOid],
    [role?.settings, 0],
    [role?.settings, databaseOid],
  ] as const) {
    for (const text of configOf(settings, database)) {
      const at = text.indexOf('=');
      startWith(session, text.slice(0, at), text.slice(at + 1));
    }
  }
}

/** What is no longer allowed is told of, and keeps nobody from connecting. */
function startWith(session: Session, name: string, value: string): void {
  try {
    const key = name.toLowerCase();
    if (key === 'role' || key === 'session_authorization') session.identity.authorize(key, value);
    session.settings.startWith(name, value);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    session.warn(error.code, error.message);
  }
}

function configOf(settings: readonly SettingsOf[] | undefined, database: number): readonly string[] {
  return settings?.find((item) => item.database === database)?.config ?? [];
}
