/**
 * Who a session acts for ("SET SESSION AUTHORIZATION", "SET ROLE"): the user it was opened for, the session user, and the current
 * one, whose privileges count. All are kept as OIDs: a role that is dropped meanwhile leaves nothing it might do, and another of its
 * name is somebody else.
 */
import { bootstrapRoleOid, pgCatalogOid, type SequenceDescriptor } from '../catalog/index.ts';
import {
  columnPrivilege,
  hasRightsOf,
  INSERT,
  isMember,
  isSuperuser,
  parameterRef,
  permissionDenied,
  privilegesOn,
  relationRef,
  SET,
  schemaRef,
  USAGE,
} from '../catalog/privileges/index.ts';
import { sqlError } from '../errors/index.ts';
import type { Oid } from '../types/type-def.ts';
import type { Session } from './session.ts';

const noRole: Oid = 0;
/** pg_read_all_settings */
const readAllSettings: Oid = 3374;
const secretSettings: ReadonlySet<string> = new Set(
  `external_pid_file unix_socket_directories log_filename log_directory shared_preload_libraries hba_file
  dynamic_library_path ssl_passphrase_command data_directory primary_conninfo ident_file ssl_max_protocol_version
  krb_server_keyfile ssl_dh_params_file ssl_min_protocol_version session_preload_libraries config_file ssl_ecdh_curve
  extension_destdir jit_provider ssl_ciphers`.split(/\s+/),
);

export class SessionIdentity {
  private readonly session: Session;
  /** Names that no role has are let in only where nobody is asked for a password: they are the database's own user. */
  readonly authenticatedRole: Oid;
  private settingsVersion = -1;
  private catalogVersion = -1;
  private sessionOid: Oid = noRole;
  private currentOid: Oid = noRole;
  /** Privileges on relations that have been asked for. */
  private readonly held = new Map<Oid, number>();
  /** Whom a name meant when it was taken: another role that has it later is somebody else. */
  private readonly taken = new Map<string, Oid>();
  private sessionName = '';
  private currentName = '';

  constructor(session: Session) {
    this.session = session;
    this.authenticatedRole = session.core.catalog.current.roleByName(session.user)?.oid ?? bootstrapRoleOid;
  }

  private refresh(): void {
    const { settings, catalog, user } = this.session;
    if (this.settingsVersion === settings.version && this.catalogVersion === catalog.version) return;
    this.settingsVersion = settings.version;
    this.catalogVersion = catalog.version;
    this.held.clear();
    const authorization = settings.get('session_authorization');
    const isOwn = authorization === user || authorization === '';
    this.sessionName = isOwn ? user : authorization;
    this.sessionOid = isOwn ? this.authenticatedRole : this.oidOf(authorization);
    const role = settings.get('role');
    this.currentName = role === 'none' ? this.sessionName : role;
    this.currentOid = role === 'none' ? this.sessionOid : this.oidOf(role);
  }

  private oidOf(name: string): Oid {
    let oid = this.taken.get(name);
    if (oid === undefined) {
      oid = this.session.catalog.roleByName(name)?.oid ?? noRole;
      if (oid !== noRole) this.taken.set(name, oid);
    }
    return oid;
  }

  /** What the current role may do with a relation, an object of pg_class. */
  heldOn(relation: Oid): number {
    this.refresh();
    const { held } = this;
    let found = held.get(relation);
    if (found === undefined) {
      found = privilegesOn(this.session.catalog, this.currentOid, relationRef(relation));
      held.set(relation, found);
    }
    return found;
  }

  /** An identity column's sequence belongs to its table: who may insert there may have its next value. */
  requireSequence(sequence: SequenceDescriptor, privileges: number): void {
    if ((this.heldOn(sequence.oid) & privileges) !== 0) return;
    const { ownedBy } = sequence;
    if (ownedBy?.identity === true && (privileges & USAGE) !== 0 && this.mayInsert(ownedBy.table)) return;
    throw permissionDenied('sequence', sequence.name);
  }

  private mayInsert(table: Oid): boolean {
    if ((this.heldOn(table) & INSERT) !== 0) return true;
    const { catalog } = this.session;
    const columns = catalog.table(table)?.columns.map((_, i) => i + 1) ?? [];
    return columnPrivilege(catalog, this.currentOid, table, columns, INSERT, false);
  }

  /** Settings that tell of the server's files are not for everybody. */
  seesSetting(name: string): boolean {
    if (!secretSettings.has(name.toLowerCase())) return true;
    this.refresh();
    return hasRightsOf(this.session.catalog, this.currentOid, readAllSettings);
  }

  requireSetting(name: string): void {
    if (this.seesSetting(name)) return;
    throw sqlError(
      'insufficient_privilege',
      `must be superuser or have privileges of pg_read_all_settings to examine "${name}"`,
    );
  }

  /** GRANT SET ON PARAMETER. */
  maySet(setting: string): boolean {
    this.refresh();
    const { catalog } = this.session;
    const ref = parameterRef(catalog, setting.toLowerCase());
    return ref !== undefined && (privilegesOn(catalog, this.currentOid, ref) & SET) !== 0;
  }

  /** USAGE on a schema: names in it may be looked up. */
  mayUse(schema: Oid): boolean {
    this.refresh();
    const { catalog } = this.session;
    if (isSuperuser(catalog, this.currentOid) || schema === pgCatalogOid) return true;
    if (catalog.schema(schema)?.name === this.session.temporarySchemaName) return true;
    return (privilegesOn(catalog, this.currentOid, schemaRef(schema)) & USAGE) !== 0;
  }

  /** The schema that a name is written with: 42501 when it may not be used. One that is not there is not its business. */
  requireUsage(parts: readonly string[]): void {
    if (parts.length < 2) return;
    const schema = this.session.catalog.schemaByName(parts.at(-2)!);
    if (schema !== undefined && !this.mayUse(schema.oid)) throw permissionDenied('schema', schema.name);
  }

  /** SET ROLE and SET SESSION AUTHORIZATION, however they are said; null is their RESET. */
  authorize(name: string, value: string | null): void {
    if (value === null || (name === 'role' && value === 'none')) return;
    this.refresh();
    const { catalog, user } = this.session;
    const role = catalog.roleByName(value);
    if (name === 'role') {
      if (role === undefined) throw sqlError('invalid_parameter_value', `role "${value}" does not exist`);
      if (!isMember(catalog, this.sessionOid, role.oid)) {
        throw sqlError('insufficient_privilege', `permission denied to set role "${value}"`);
      }
      this.taken.set(value, role.oid);
      return;
    }
    if (value === user) return;
    if (role === undefined) throw sqlError('invalid_parameter_value', `role "${value}" does not exist`);
    if (role.oid !== this.authenticatedRole && !isSuperuser(catalog, this.authenticatedRole)) {
      throw sqlError('insufficient_privilege', `permission denied to set session authorization "${value}"`);
    }
    this.taken.set(value, role.oid);
  }

  get sessionUser(): string {
    this.refresh();
    return this.sessionName;
  }
  get sessionRole(): Oid {
    this.refresh();
    return this.sessionOid;
  }
  get currentUser(): string {
    this.refresh();
    return this.currentName;
  }
  get currentRole(): Oid {
    this.refresh();
    return this.currentOid;
  }
}
