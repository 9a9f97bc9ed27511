/**
 * Any server behind a URL. Each file gets a database made from template0 and dropped behind it, and sessions start with
 * the settings our own engine starts with, since a server's configuration file may say otherwise.
 */
import type { Client } from 'pg';
import type { Surface, SurfaceConnection, SurfaceDatabase, SurfaceName } from './surface.ts';
import { connectClient, WireConnection } from './wire-connection.ts';

const sessionSettings =
  '-c timezone=UTC -c datestyle=ISO,MDY -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c lc_messages=C';

let databaseCount = 0;

export class UrlSurface implements Surface {
  readonly name: SurfaceName;
  readonly labels: ReadonlySet<string>;
  private readonly url: string;
  private control: Client | undefined = undefined;

  constructor(name: SurfaceName, url: string) {
    this.name = name;
    this.url = url;
    this.labels = new Set(['postgresql', 'postgres', 'wire', name]);
  }

  async open(): Promise<SurfaceDatabase> {
    this.control ??= await connectClient({ connectionString: this.url });
    databaseCount += 1;
    const database = `slt_${process.pid}_${databaseCount}`;
    await this.control.query(`CREATE DATABASE ${database} TEMPLATE template0`);
    return new UrlDatabase(this.url, database, this.control, this.name === 'extended');
  }

  async close(): Promise<void> {
    await this.control?.end();
    this.control = undefined;
  }
}

class UrlDatabase implements SurfaceDatabase {
  private readonly url: string;
  private readonly database: string;
  private readonly control: Client;
  private readonly isExtended: boolean;
  private readonly clients: Client[] = [];

  constructor(url: string, database: string, control: Client, isExtended: boolean) {
    this.url = url;
    this.database = database;
    this.control = control;
    this.isExtended = isExtended;
  }

  async connect(): Promise<SurfaceConnection> {
    const target = new URL(this.url);
    target.pathname = `/${this.database}`;
    const client = await connectClient({ connectionString: target.href, options: sessionSettings });
    this.clients.push(client);
    return new WireConnection(client, this.isExtended);
  }

  async settle(connection: SurfaceConnection, isDone: () => boolean): Promise<void> {
    const pid = (connection as WireConnection & { client: { processID?: number } }).client.processID;
    for (let i = 0; i < 400 && !isDone(); i += 1) {
      const { rows } = await this.control.query(
        `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`,
        [pid],
      );
      if (rows.length > 0) return;
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.end()));
    await this.control.query(`DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
  }
}
