/** The objects of a database that belong to a role, or have a list of privileges. */
import type { Oid } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import { classOids } from '../well-known.ts';
import type { Acl } from './acl.ts';
import { databaseRef, type ObjectRef, relationRef, schemaRef, typeRef } from './securable.ts';

/** Objects that may have an owner or a list of their own; those of temporary schemas too. */
export function* securables(catalog: Catalog): Generator<ObjectRef> {
  for (const object of catalog.objects()) {
    switch (object.kind) {
      case 'schema':
        yield schemaRef(object.oid);
        break;
      case 'role':
      case 'index':
      case 'comment':
        break;
      case 'collation':
        yield { class: classOids.pg_collation, oid: object.oid, column: 0 };
        break;
      case 'database':
        yield databaseRef;
        for (const row of object.systemAcls ?? []) yield { class: row.class, oid: row.object, column: row.column };
        break;
      case 'enum':
      case 'domain':
      case 'range':
      case 'multirange':
        yield typeRef(object.oid);
        break;
      case 'composite':
        yield typeRef(object.rowType);
        break;
      default:
        yield relationRef(object.oid);
        if (!('columns' in object)) break;
        for (let i = 0; i < object.columns.length; i++) {
          if (object.columns[i]!.acl !== undefined) yield relationRef(object.oid, i + 1);
        }
    }
  }
}

/** Whether the list of an object says something of a role that is not its owner. */
export function roleNamedIn(acl: Acl | undefined, role: Oid, owner: Oid): boolean {
  return role !== owner && (acl?.some((item) => item.grantee === role || item.grantor === role) ?? false);
}
