/** Catalog-information functions over the catalog that the session sees. */
import { CatalogDefinitions, classOids, relationWord, storageOf } from '../catalog/index.ts';
import { hasRightsOf, isSuperuser } from '../catalog/privileges/index.ts';
import { sqlError } from '../errors/index.ts';
import type { CatalogFunctions, ObjectIdentity } from '../functions/function-def.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { SessionContext } from './function-context.ts';
import { objectAddress } from './object-address.ts';
import { classWord, objectIdentity } from './object-identity.ts';
import { hasPrivilege } from './privileges/inquiry.ts';
import { indexSize, tableSize } from './relation-size.ts';
import type { Session } from './session.ts';

/** pg_signal_backend */
const signalBackendRole: Oid = 4200;

export class CatalogFunctionsOf implements CatalogFunctions {
  private readonly session: Session;
  private readonly context: SessionContext;

  constructor(session: Session, context: SessionContext) {
    this.session = session;
    this.context = context;
  }

  private get definitions(): CatalogDefinitions {
    const { session } = this;
    return new CatalogDefinitions(session.catalog, session.searchPath, session.deparser());
  }

  formatType(type: Oid, typmod: number | null): string {
    return this.definitions.formatType(type, typmod);
  }
  viewDefinition(view: Oid, pretty: boolean): string | null {
    return this.definitions.viewDefinition(view, pretty);
  }
  ruleDefinition(rule: Oid, pretty: boolean): string | null {
    return this.definitions.ruleDefinition(rule, pretty);
  }
  indexDefinition(index: Oid, column: number, pretty: boolean): string | null {
    return this.definitions.indexDefinition(index, column, pretty);
  }
  constraintDefinition(constraint: Oid, pretty: boolean): string | null {
    return this.definitions.constraintDefinition(constraint, pretty);
  }
  expressionText(stored: string, relation: Oid, pretty: boolean): string | null {
    return this.definitions.expressionText(stored, relation, pretty);
  }
  serialSequence(table: Oid, column: string): string | null {
    return this.definitions.serialSequence(table, column);
  }
  functionArguments(fn: Oid, identity: boolean): string | null {
    return this.definitions.functionArguments(fn, identity);
  }
  functionResult(fn: Oid): string | null {
    return this.definitions.functionResult(fn);
  }
  columnDescription(relation: Oid, column: number): string | null {
    return this.definitions.columnDescription(relation, column);
  }
  objectDescription(object: Oid, catalog: string | null): string | null {
    return this.definitions.objectDescription(object, catalog);
  }
  objectIdentity(home: Oid, object: Oid, sub: number): ObjectIdentity | null {
    return objectIdentity(home, object, sub, this.place);
  }
  objectClassWord(home: Oid, object: Oid, sub: number): string {
    const relation = home === classOids.pg_class ? this.session.catalog.relation(object) : undefined;
    if (relation === undefined) return classWord(home);
    return sub === 0 ? relationWord(relation) : `${relationWord(relation)} column`;
  }
  objectAddress(type: string, names: readonly Datum[], args: readonly Datum[]): readonly [Oid, Oid, number] {
    const { place, context } = this;
    const {
      class: home,
      object,
      sub,
    } = objectAddress(type, names, args, {
      ...place,
      isDatabase: (name) => this.session.isDatabase(name),
      typeText: (oid) => this.formatType(oid, null),
      typeOid: (text) => {
        const oid = context.names.typeOid(text);
        if (oid === null) throw sqlError('undefined_object', `type "${text}" does not exist`);
        return oid;
      },
    });
    return [home, object, sub ?? 0];
  }
  private get place() {
    const { catalog, searchPath } = this.session;
    return { catalog, searchPath, databaseName: this.context.databaseName };
  }
  updatableEvents(relation: Oid, column: number): number {
    return this.definitions.updatableEvents(relation, column);
  }
  isVisible(kind: 'relation' | 'type' | 'function' | 'operator' | 'collation', oid: Oid): boolean | null {
    return this.definitions.isVisible(kind, oid);
  }

  /** Of a table without its indexes, or of an index. */
  relationSize(relation: Oid): number | null {
    const { catalog, core } = this.session;
    const descriptor = catalog.relation(relation);
    if (descriptor === undefined) return null;
    if (descriptor.kind === 'table') return tableSize(core.storage.table(storageOf(descriptor)));
    if (descriptor.kind !== 'index') return 0;
    return indexSize(core.storage.table(storageOf(catalog.table(descriptor.table)!)).index(relation));
  }

  hasPrivilege(kind: string, args: readonly Datum[]): boolean | null {
    return hasPrivilege(this.session, kind, args);
  }

  cancelBackend(pid: number): boolean {
    const target = this.backend(pid, 'cancel', 'query');
    target?.interrupts.cancel();
    return target !== null;
  }
  terminateBackend(pid: number): boolean {
    const target = this.backend(pid, 'terminate', 'process');
    if (target !== null) {
      this.session.core.statistics.sessionsKilled++;
      target.interrupts.terminate();
    }
    return target !== null;
  }

  /** Superusers may signal everybody, others the sessions of their own role. */
  private backend(pid: number, verb: 'cancel' | 'terminate', noun: string): Session | null {
    const { session } = this;
    const target = session.core.sessions.get(pid);
    if (target === undefined) {
      session.warn('01000', `PID ${pid} is not a PostgreSQL backend process`);
      return null;
    }
    const { catalog, currentRole } = session;
    const role = target.identity.sessionRole;
    if (isSuperuser(catalog, currentRole)) return target;
    if (isSuperuser(catalog, role)) {
      throw sqlError('insufficient_privilege', `must be a superuser to ${verb} superuser ${noun}`);
    }
    if (!hasRightsOf(catalog, currentRole, role) && !hasRightsOf(catalog, currentRole, signalBackendRole)) {
      const past = verb === 'cancel' ? 'canceled' : 'terminated';
      throw sqlError(
        'insufficient_privilege',
        `must be a member of the role whose ${noun} is being ${past} or member of pg_signal_backend`,
      );
    }
    return target;
  }

  /** The statement waits before it ends; it does not hold up the thread. */
  sleep(seconds: number): void {
    const now = this.session.core.host.monotonicMs();
    this.context.sleepUntilMs = Math.max(this.context.sleepUntilMs, now) + seconds * 1000;
  }
}
