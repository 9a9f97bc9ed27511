/**
 * The server surface: the PostgreSQL frontend/backend protocol 3.0 over sessions. pgwire/ has messages, start-up,
 * authentication and the query cycle; listen.ts accepts connections, stream.ts is one without a port.
 */
export { Database } from './database.ts';
export { listen, type Server } from './listen.ts';
export type { ListenOptions, TlsOptions } from './listen-options.ts';
export { openStream } from './stream.ts';
