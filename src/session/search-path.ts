/** The effective search path: search_path with "$user" put in and missing schemas left out, temporary schema and pg_catalog in front. */
import { pgCatalogOid } from '../catalog/index.ts';
import type { Oid } from '../types/type-def.ts';
import type { Session } from './session.ts';
import { parseIdentifierList } from './setting-values.ts';
import { dropTemporarySchema } from './temporary-schema.ts';

export class SearchPath {
  private readonly session: Session;
  private version = -1;
  private catalogVersion = -1;
  private found: readonly Oid[] = [];
  private creation: Oid | undefined;
  private front: Oid | null = null;
  private temporary = false;

  constructor(session: Session) {
    this.session = session;
  }

  private refresh(): void {
    const { session } = this;
    const { catalog } = session;
    if (this.version === session.settings.version && this.catalogVersion === catalog.version) return;
    this.version = session.settings.version;
    this.catalogVersion = catalog.version;
    const written: Oid[] = this.front === null ? [] : [this.front];
    const temporary = catalog.schemaByName(session.temporarySchemaName);
    this.temporary = temporary !== undefined;
    for (const name of parseIdentifierList(session.settings.get('search_path'))) {
      let actual = name;
      if (name === '$user') actual = session.currentUser;
      if (name === 'pg_temp') actual = session.temporarySchemaName;
      const schema = catalog.schemaByName(actual);
      if (schema === undefined || written.includes(schema.oid)) continue;
      if (schema === temporary || session.identity.mayUse(schema.oid)) written.push(schema.oid);
    }
    this.creation = written.find((oid) => oid !== pgCatalogOid);
    const path = written.slice();
    if (!path.includes(pgCatalogOid)) path.unshift(pgCatalogOid);
    if (temporary !== undefined && !path.includes(temporary.oid)) path.unshift(temporary.oid);
    this.found = path;
  }

  /** The session has a schema for temporary objects. */
  get hasTemporary(): boolean {
    this.refresh();
    return this.temporary;
  }

  oids(): readonly Oid[] {
    this.refresh();
    return this.found;
  }

  creationSchema(): Oid | undefined {
    this.refresh();
    return this.creation;
  }

  withInFront<T>(schema: Oid, work: () => T): T {
    const before = this.front;
    this.front = schema;
    this.version = -1;
    try {
      return work();
    } finally {
      this.front = before;
      this.version = -1;
    }
  }

  names(implicit: boolean): readonly string[] {
    this.refresh();
    const { catalog, settings } = this.session;
    if (implicit) return this.found.map((oid) => catalog.schema(oid)!.name);
    const names: string[] = [];
    for (const name of parseIdentifierList(settings.get('search_path'))) {
      const actual = name === '$user' ? this.session.currentUser : name;
      const schema = catalog.schemaByName(actual);
      if (schema === undefined || !this.session.identity.mayUse(schema.oid)) continue;
      if (!names.includes(actual)) names.push(actual);
    }
    return names;
  }

  dropTemporary(): void {
    dropTemporarySchema(this.session.core, this.session.temporarySchemaName);
  }
}
