/** Catalog-information functions over the catalog that the session sees. */
import { CatalogDefinitions, classOids, relationWord, storageOf } from '../catalog/index.ts';
import { sqlError } from '../errors/index.ts';
import type { CatalogFunctions, ObjectIdentity } from '../functions/function-def.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import type { SessionContext } from './function-context.ts';
import { objectAddress } from './object-address.ts';
import { classWord, objectIdentity } from './object-identity.ts';
import { indexSize, tableSize } from './relation-size.ts';
import type { Session } from './session.ts';

/** Kinds of objects of which there are none. */
const missingForeign: Readonly<Record<string, string>> = {
  foreign_data_wrapper: 'foreign-data wrapper',
  server: 'server',
};
/** What may be asked of each kind of object; each also WITH GRANT OPTION. */
const privilegesOf: Readonly<Record<string, readonly string[]>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'RULE'],
  any_column: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  column: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  sequence: ['USAGE', 'SELECT', 'UPDATE'],
  database: ['CREATE', 'TEMPORARY', 'TEMP', 'CONNECT'],
  function: ['EXECUTE'],
  schema: ['CREATE', 'USAGE'],
  tablespace: ['CREATE'],
  parameter: ['SET', 'ALTER SYSTEM'],
  role: ['USAGE', 'MEMBER', 'MEMBER WITH ADMIN OPTION', 'USAGE WITH ADMIN OPTION'],
};
const onlyUsage = ['USAGE'];

function checkPrivileges(kind: string, text: string): void {
  const known = privilegesOf[kind] ?? onlyUsage;
  for (const written of text.split(',')) {
    const name = written.trim().toUpperCase();
    if (known.includes(name) || known.includes(name.replace(/ WITH GRANT OPTION$/, ''))) continue;
    throw sqlError('invalid_parameter_value', `unrecognized privilege type: "${written.trim()}"`);
  }
}

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
  indexDefinition(index: Oid, column: number, pretty: boolean): string | null {
    return this.definitions.indexDefinition(index, column, pretty);
  }
  constraintDefinition(constraint: Oid, pretty: boolean): string | null {
    return this.definitions.constraintDefinition(constraint, pretty);
  }
  expressionText(stored: string, relation: Oid, pretty: boolean): string | null {
    return this.definitions.expressionText(stored, relation, pretty);
  }
  serialSequence(table: string, column: string): string | null {
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

  /** Privileges are not kept yet: every role that exists may do everything, as superusers may. */
  hasPrivilege(kind: string, args: readonly Datum[]): boolean | null {
    if (args.includes(null)) return null;
    const { catalog, context } = this.session;
    const [user] = args;
    const named = args.length === (kind === 'column' ? 4 : 3);
    if (named && typeof user === 'string' && user !== 'public' && catalog.roleByName(user) === undefined) {
      throw sqlError('undefined_object', `role "${user}" does not exist`);
    }
    const object = args.at(-2)!;
    const missing = missingForeign[kind];
    if (missing !== undefined && typeof object === 'string') {
      throw sqlError('undefined_object', `${missing} "${object}" does not exist`);
    }
    if (kind === 'table' && typeof object === 'string' && context.names.relationOid(object) === null) {
      throw sqlError('undefined_table', `relation "${object}" does not exist`);
    }
    checkPrivileges(kind, args.at(-1) as string);
    if (missing !== undefined) return null;
    // Rules cannot be granted any more; the word is only understood.
    if (/^\s*rule(?: with grant option)?\s*$/i.test(args.at(-1) as string)) return false;
    // An object that is gone by now has no privileges.
    if (kind === 'table' && typeof object === 'number' && catalog.relation(object) === undefined) return null;
    return true;
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
    const superuser = (name: string): boolean => session.catalog.roleByName(name)?.superuser ?? false;
    if (superuser(session.currentUser)) return target;
    if (superuser(target.user)) {
      throw sqlError('insufficient_privilege', `must be a superuser to ${verb} superuser ${noun}`);
    }
    if (target.user !== session.currentUser) {
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
