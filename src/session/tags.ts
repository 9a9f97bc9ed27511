/** Command tags ("Message Formats", CommandComplete). */
export function selectTag(rows: number): string {
  return `SELECT ${rows}`;
}
export function modificationTag(kind: 'insert' | 'update' | 'delete' | 'merge', rows: number): string {
  return kind === 'insert' ? `INSERT 0 ${rows}` : `${kind.toUpperCase()} ${rows}`;
}
