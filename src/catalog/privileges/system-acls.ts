/** What PostgreSQL grants on its own relations and functions to begin with: everybody reads relations and calls functions but for these. */
import type { Oid } from '../../types/type-def.ts';
import { bootstrapRoleOid } from '../well-known.ts';
import { type Acl, allPrivileges, EXECUTE, entry, PUBLIC, SELECT, UPDATE } from './acl.ts';

const readAllStats: Oid = 3375;
const monitor: Oid = 3373;

const own = entry(bootstrapRoleOid, bootstrapRoleOid, allPrivileges.table);
const readable: Acl = [own, entry(PUBLIC, bootstrapRoleOid, SELECT)];
const secret: Acl = [own];
const forStatistics: Acl = [own, entry(readAllStats, bootstrapRoleOid, SELECT)];

const relationAcls: ReadonlyMap<string, Acl | undefined> = new Map([
  ...'pg_statistic pg_authid pg_shadow pg_statistic_ext_data pg_file_settings pg_hba_file_rules pg_ident_file_mappings pg_config pg_user_mapping pg_replication_origin_status pg_subscription pg_largeobject'
    .split(' ')
    .map((name): [string, Acl] => [name, secret]),
  ['pg_settings', [own, entry(PUBLIC, bootstrapRoleOid, SELECT | UPDATE)]],
  ['pg_shmem_allocations', forStatistics],
  ['pg_backend_memory_contexts', forStatistics],
  ...'sql_parts transforms _pg_foreign_table_columns _pg_foreign_data_wrappers _pg_foreign_servers _pg_foreign_tables _pg_user_mappings'
    .split(' ')
    .map((name): [string, undefined] => [name, undefined]),
]);

export function systemRelationAcl(name: string): Acl | undefined {
  return relationAcls.has(name) ? relationAcls.get(name) : readable;
}

const readableColumn: Acl = [entry(PUBLIC, bootstrapRoleOid, SELECT)];

/** Of pg_subscription everybody sees all but the way to the other server. */
export function systemColumnAcl(relation: string, column: string | undefined): Acl | undefined {
  return relation === 'pg_subscription' && column !== undefined && column !== 'subconninfo'
    ? readableColumn
    : undefined;
}

const ownCall = entry(bootstrapRoleOid, bootstrapRoleOid, EXECUTE);
const superuserCall: Acl = [ownCall];
const monitorCall: Acl = [ownCall, entry(monitor, bootstrapRoleOid, EXECUTE)];
const statisticsCall: Acl = [ownCall, entry(readAllStats, bootstrapRoleOid, EXECUTE)];

const functionAcls: ReadonlyMap<Oid, Acl> = new Map([
  ...[
    765, 3775, 2307, 3776, 6170, 6232, 3329, 3401, 6250, 3098, 2848, 3071, 3072, 2622, 2621, 3800, 3801, 3826, 2624,
    3828, 3827, 3295, 3307, 2625, 3297, 4543, 6004, 6008, 6009, 6007, 6006, 6012, 6013, 6011, 6014, 3400, 2623, 6010,
    2172, 2739, 3436, 2274, 3777, 6230, 764, 767, 3293, 6003, 6005,
    // pg_stat_statements_reset
    9101,
  ].map((oid): [Oid, Acl] => [oid, superuserCall]),
  ...[5031, 5029, 6270, 6272, 3354, 3353, 5030, 6271].map((oid): [Oid, Acl] => [oid, monitorCall]),
  [2282, statisticsCall],
  [5052, statisticsCall],
]);

export function systemFunctionAcl(oid: Oid): Acl | undefined {
  return functionAcls.get(oid);
}

export function systemFunctionsWithAcl(): Iterable<Oid> {
  return functionAcls.keys();
}

export function hasSystemFunctionAcl(oid: Oid): boolean {
  return functionAcls.has(oid);
}
