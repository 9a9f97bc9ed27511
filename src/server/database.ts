import type { Duplex } from 'node:stream';
import { type DatabaseInit, Database as EmbeddedDatabase, type OpenOptions, openCore } from '../embedded/index.ts';
import { listen, type Server } from './listen.ts';
import type { ListenOptions } from './listen-options.ts';
import { openStream } from './stream.ts';

/**
 * A database in this process, with both surfaces: the embedded API, and the PostgreSQL protocol over a port or a stream. Any
 * number of connections, each with its own transaction; any number of databases, each independent of the others.
 */
export class Database extends EmbeddedDatabase {
  static override inMemory(init: DatabaseInit = {}): Database {
    return new Database(EmbeddedDatabase.newCore(init));
  }

  /** The database in a directory, which is made if there is none. */
  static open(directory: string, options: OpenOptions = {}): Database {
    return new Database(openCore(directory, options));
  }

  override fork(): Database {
    return new Database(this.core.fork());
  }

  /** Serves this database over TCP. */
  listen(options: ListenOptions = {}): Promise<Server> {
    return listen(this.core, options);
  }

  /** A connection over the protocol without a port: `new pg.Client({ stream: () => db.stream() })`. */
  stream(): Duplex {
    return openStream(this.core);
  }
}
