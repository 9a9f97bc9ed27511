/** Names of the schemas of temporary objects, one a session. Nobody else may begin a name so. */
const prefix = 'pg_temp_';

export function temporarySchemaName(processId: number): string {
  return `${prefix}${processId}`;
}

export function isTemporarySchemaName(name: string): boolean {
  return name.startsWith(prefix);
}
