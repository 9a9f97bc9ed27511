/** Savepoints of a session's transaction: what each of them has to bring back beside the rows. */
import type { CatalogMark } from '../catalog/index.ts';
import { sqlError } from '../errors/index.ts';
import type { DeferredMark } from './deferred-constraints.ts';
import type { Session } from './session.ts';

interface SavepointMark {
  readonly name: string;
  readonly catalog: CatalogMark;
  readonly settings: number;
  readonly deferred: DeferredMark;
  readonly notifications: number;
  readonly readOnly: boolean;
}

export class SessionSavepoints {
  private readonly session: Session;
  private marks: SavepointMark[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  get depth(): number {
    return this.marks.length;
  }
  get last(): SavepointMark | undefined {
    return this.marks.at(-1);
  }
  clear(): void {
    if (this.marks.length > 0) this.marks = [];
  }

  open(name: string): void {
    const { transaction, ddlTransaction, settings, deferred, notifications, modes } = this.session;
    transaction!.savepoint(name);
    this.marks.push({
      name,
      catalog: ddlTransaction.mark(),
      settings: settings.mark(),
      deferred: deferred.mark(),
      notifications: notifications.mark(),
      readOnly: modes.readOnly,
    });
  }

  release(name: string): void {
    this.session.transaction!.release(name);
    const at = this.marks.findLastIndex((item) => item.name === name);
    this.session.modes.readOnly = this.marks[at]!.readOnly;
    this.marks.length = at;
    for (const portal of this.session.portals.values()) portal.depth = Math.min(portal.depth, at);
  }

  rollbackTo(name: string): void {
    const { transaction, ddlTransaction, settings, deferred, notifications, modes, portals } = this.session;
    if (transaction === null || !transaction.hasSavepoint(name)) {
      throw sqlError('invalid_savepoint_specification', `savepoint "${name}" does not exist`);
    }
    const at = this.marks.findLastIndex((item) => item.name === name);
    for (const [cursor, portal] of portals) {
      if (portal.depth <= at) continue;
      portal.close();
      portals.delete(cursor);
    }
    transaction.rollbackTo(name);
    const mark = this.marks[at]!;
    this.marks.length = at + 1;
    ddlTransaction.rollbackTo(mark.catalog);
    settings.rollbackTo(mark.settings);
    deferred.rollbackTo(mark.deferred);
    notifications.rollbackTo(mark.notifications);
    modes.readOnly = mark.readOnly;
  }
}
