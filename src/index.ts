/** What `import 'aiondb'` gives. */
export { Database } from './server/index.ts';
export { Connection, Statement } from './embedded/index.ts';
export type {
  ConnectOptions,
  DatabaseInit,
  FieldInfo,
  QueryOptions,
  QueryResult,
  TextResult,
  ValueMapping,
} from './embedded/index.ts';
export { SqlError } from './errors/index.ts';
export type { ListenOptions, Server } from './server/index.ts';
