/**
 * The engine in this process: through the embedded API, or through pgwire over an in-memory stream with a real client.
 */
import { Database } from '../../server/index.ts';
import { failedWith, type Outcome, succeeded } from './outcome.ts';
import type { Surface, SurfaceConnection, SurfaceDatabase, SurfaceName } from './surface.ts';
import { connectClient, WireConnection } from './wire-connection.ts';

const user = 'postgres';
const databaseName = 'default';

export class EngineSurface implements Surface {
  readonly name: SurfaceName;
  readonly labels: ReadonlySet<string>;

  constructor(name: SurfaceName) {
    this.name = name;
    this.labels = new Set(['postgresql', 'postgres', 'aiondb', name, ...(name === 'embedded' ? [] : ['wire'])]);
  }

  async open(): Promise<SurfaceDatabase> {
    return new EngineDatabase(this.name);
  }

  async close(): Promise<void> {
    // A database ends with its file; there is nothing beyond it.
  }
}

type Connection = ReturnType<Database['connect']>;

class EngineDatabase implements SurfaceDatabase {
  private readonly name: SurfaceName;
  private readonly database = Database.inMemory();
  private readonly clients: { end(): Promise<void> }[] = [];

  constructor(name: SurfaceName) {
    this.name = name;
  }

  async connect(): Promise<SurfaceConnection> {
    if (this.name === 'embedded') {
      return new EmbeddedConnection(this.database.connect({ database: databaseName, user }));
    }
    const client = await connectClient({ user, database: databaseName, stream: () => this.database.stream() });
    this.clients.push(client);
    return new WireConnection(client, this.name === 'extended');
  }

  /** The engine lives on this event loop: after some turns a statement has ended or waits. */
  async settle(_connection: SurfaceConnection, isDone: () => boolean): Promise<void> {
    const until = Date.now() + 30;
    while (!isDone() && Date.now() < until) {
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.end()));
    await this.database.close();
  }
}

class EmbeddedConnection implements SurfaceConnection {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  run(sql: string, params: readonly (string | null)[] = []): Outcome {
    try {
      return succeeded(this.connection.executeText(sql, params));
    } catch (error) {
      return failedWith(error);
    }
  }

  async start(sql: string): Promise<Outcome> {
    try {
      return succeeded(await this.connection.queryText(sql));
    } catch (error) {
      return failedWith(error);
    }
  }
}
