/** What `import 'aiondb'` gives. */

export type {
  BackupOptions,
  ConnectOptions,
  DatabaseInit,
  FieldInfo,
  OpenOptions,
  QueryOptions,
  QueryResult,
  ResourceLimits,
  TextResult,
  ValueMapping,
} from './embedded/index.ts';
export { Connection, Statement } from './embedded/index.ts';
export { SqlError } from './errors/index.ts';
export type { ListenOptions, Server } from './server/index.ts';
export { Database } from './server/index.ts';
