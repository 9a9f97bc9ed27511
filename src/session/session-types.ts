/** The types of the catalog version that a session sees, for whatever looks up types by OID while it is the session's turn. */
import { CatalogDefinitions, collationOfDescriptor } from '../catalog/index.ts';
import type { Collation } from '../types/collation/index.ts';
import type { UserTypes } from '../types/index.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';
import type { Session } from './session.ts';

const noDeparser = { expression: () => '', query: () => '' };

export class SessionTypes implements UserTypes {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  byOid(oid: Oid): TypeDef | undefined {
    return this.session.catalog.userType(oid);
  }

  collation(oid: Oid): Collation | undefined {
    const own = this.session.catalog.ownCollation(oid);
    return own === undefined ? undefined : collationOfDescriptor(own);
  }

  nameOf(oid: Oid): string | undefined {
    return new CatalogDefinitions(this.session.catalog, this.session.searchPath, noDeparser).typeName(oid);
  }
}
