/**
 * Privileges: lists of who has been granted what by whom, the memberships of roles, and the questions that are asked of both.
 * Granting and the statements around it are the session's (session/ddl/privileges); so is where a check is made.
 */
export * from './acl.ts';
export * from './change-acl.ts';
export * from './check.ts';
export * from './memberships.ts';
export * from './parameters.ts';
export * from './securable.ts';
export * from './securables.ts';
export { hasSystemFunctionAcl, systemFunctionsWithAcl } from './system-acls.ts';
