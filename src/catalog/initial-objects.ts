/** The schemas and roles of a database that nothing has been created in. */
import type { Oid } from '../types/type-def.ts';
import type { RoleDescriptor, SchemaDescriptor } from './descriptors.ts';
import {
  bootstrapRoleOid,
  databaseOwnerRoleOid,
  informationSchemaOid,
  pgCatalogOid,
  pgToastOid,
  publicOid,
} from './well-known.ts';
export const predefinedRoles: readonly (readonly [Oid, string])[] = [
  [databaseOwnerRoleOid, 'pg_database_owner'],
  [6181, 'pg_read_all_data'],
  [6182, 'pg_write_all_data'],
  [3373, 'pg_monitor'],
  [3374, 'pg_read_all_settings'],
  [3375, 'pg_read_all_stats'],
  [3377, 'pg_stat_scan_tables'],
  [4569, 'pg_read_server_files'],
  [4570, 'pg_write_server_files'],
  [4571, 'pg_execute_server_program'],
  [4200, 'pg_signal_backend'],
  [4544, 'pg_checkpoint'],
];

export function initialObjects(bootstrapUser: string): (SchemaDescriptor | RoleDescriptor)[] {
  const schema = (oid: Oid, name: string, owner: Oid, comment: string | null): SchemaDescriptor => ({
    kind: 'schema',
    oid,
    name,
    owner,
    comment,
  });
  const role = { kind: 'role', createDb: false, createRole: false, superuser: false, password: null } as const;
  return [
    {
      ...role,
      oid: bootstrapRoleOid,
      name: bootstrapUser,
      superuser: true,
      login: true,
      createDb: true,
      createRole: true,
    },
    ...predefinedRoles.map(([oid, name]): RoleDescriptor => ({ ...role, oid, name, login: false })),
    schema(pgCatalogOid, 'pg_catalog', bootstrapRoleOid, 'system catalog schema'),
    schema(pgToastOid, 'pg_toast', bootstrapRoleOid, 'reserved schema for TOAST tables'),
    schema(publicOid, 'public', databaseOwnerRoleOid, 'standard public schema'),
    schema(informationSchemaOid, 'information_schema', bootstrapRoleOid, null),
  ];
}
