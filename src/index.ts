/** What `import 'aiondb'` gives. */
export { Connection, Database, Statement } from './embedded/index.ts';
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
