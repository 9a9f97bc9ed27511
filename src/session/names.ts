/** Names of catalog objects as the reg* types read and write them. */

import { resolveTypeName } from '../analyzer/index.ts';
import { CatalogDefinitions, parseObjectName, parseQualifiedName, quoteIdentifier } from '../catalog/index.ts';
import { SqlError, sqlStates } from '../errors/index.ts';
import { parseTypeName } from '../parser/index.ts';
import { collationByOid } from '../types/collation/index.ts';
import type { NameContext, Oid } from '../types/type-def.ts';
import { operatorByText, operatorText, procedureByText, procedureText } from './routine-names.ts';
import type { Session } from './session.ts';

const noDeparser = { expression: () => '', query: () => '' };

export class SessionNames implements NameContext {
  private readonly session: Session;
  readonly isDatabase: (name: string) => boolean;

  constructor(session: Session) {
    this.session = session;
    this.isDatabase = (name) => session.isDatabase(name);
  }

  missingSchema(text: string): string | null {
    const schema = parseQualifiedName(text.split('(', 1)[0]!).at(-2);
    return schema === undefined || this.session.catalog.schemaByName(schema) !== undefined ? null : schema;
  }

  relationOid(text: string): Oid | null {
    const parts = parseObjectName(text, this.isDatabase, 'relation');
    this.session.identity.requireUsage(parts);
    return this.session.catalog.resolveRelation(parts, this.session.searchPath)?.oid ?? null;
  }
  relationName(oid: Oid): string | null {
    const { catalog, searchPath } = this.session;
    const relation = catalog.relation(oid);
    if (relation === undefined) return null;
    const name = quoteIdentifier(relation.name);
    if (catalog.resolveRelation([relation.name], searchPath)?.oid === oid) return name;
    return `${quoteIdentifier(catalog.schema(relation.schema)?.name ?? '')}.${name}`;
  }
  typeOid(text: string): Oid | null {
    try {
      return resolveTypeName(parseTypeName(text), this.session.analyzerContext(null)).type;
    } catch (error) {
      if (error instanceof SqlError && error.code === sqlStates.undefined_object) return null;
      throw error;
    }
  }
  isPendingLabel(oid: Oid): boolean {
    return this.session.ddlTransaction.isPendingLabel(oid);
  }
  typeName(oid: Oid): string | null {
    return this.session.types.nameOf(oid) ?? null;
  }
  schemaOid(text: string): Oid | null {
    return this.session.catalog.schemaByName(parseQualifiedName(text).join('.'))?.oid ?? null;
  }
  schemaName(oid: Oid): string | null {
    const schema = this.session.catalog.schema(oid);
    return schema === undefined ? null : quoteIdentifier(schema.name);
  }
  roleOid(text: string): Oid | null {
    return this.session.catalog.roleByName(parseQualifiedName(text).join('.'))?.oid ?? null;
  }
  roleName(oid: Oid): string | null {
    const role = this.session.catalog.role(oid);
    return role === undefined ? null : quoteIdentifier(role.name);
  }
  procedureOid(text: string, signature: boolean): Oid | null {
    return procedureByText(text, signature, this, this.session);
  }
  procedureName(oid: Oid, signature: boolean): string | null {
    return procedureText(oid, signature, this.session);
  }
  operatorOid(text: string, signature: boolean): Oid | null {
    return operatorByText(text, signature, this, this.session);
  }
  operatorName(oid: Oid, signature: boolean): string | null {
    return operatorText(oid, signature);
  }
  collationOid(text: string): Oid | null {
    return (
      this.session.catalog.resolveCollation(parseObjectName(text, this.isDatabase), this.session.searchPath)?.oid ??
      null
    );
  }
  collationName(oid: Oid): string | null {
    if (collationByOid(oid) === undefined) return null;
    return new CatalogDefinitions(this.session.catalog, this.session.searchPath, noDeparser).collationText(oid);
  }
}
