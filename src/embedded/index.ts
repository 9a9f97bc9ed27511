/** The embedded surface: `Database`, `Connection`, `Statement`. Runs the same sessions as the server, without a wire. */
export { Connection } from './connection.ts';
export type { CopySource } from './copy.ts';
export { Database } from './database.ts';
export { openCore } from './open.ts';
export { Statement } from './statement.ts';
export type * from './types.ts';
