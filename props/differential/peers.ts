/** The databases that are compared: PostgreSQL by the extended protocol, and our engine on both surfaces. */
import type { Client } from 'pg';
import { EngineSurface } from '../../src/cli/slt/engine-surface.ts';
import type { Outcome } from '../../src/cli/slt/outcome.ts';
import type { SurfaceConnection, SurfaceDatabase } from '../../src/cli/slt/surface.ts';
import { connectClient, WireConnection } from '../../src/cli/slt/wire-connection.ts';

const settings = [
  "SET client_min_messages = 'error'",
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO, MDY'",
  "SET IntervalStyle = 'postgres'",
  'SET extra_float_digits = 1',
  "SET bytea_output = 'hex'",
  "SET statement_timeout = '5s'",
];

export interface Peer {
  readonly name: string;
  /** An empty database. */
  fresh(): Promise<void>;
  run(sql: string, params?: readonly (string | null)[]): Promise<Outcome>;
  close(): Promise<void>;
}

/** One database of the server's, emptied again and again. */
export class PostgresPeer implements Peer {
  readonly name = 'PostgreSQL';
  private readonly client: Client;
  private readonly connection: WireConnection;

  private readonly url: string;

  private constructor(client: Client, url: string) {
    this.client = client;
    this.url = url;
    this.connection = new WireConnection(client, true);
  }

  static async connect(url: string): Promise<PostgresPeer> {
    const name = `differential_${process.pid}`;
    const control = await connectClient({ connectionString: url });
    await control.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    await control.end();
    const target = new URL(url);
    target.pathname = `/${name}`;
    const client = await connectClient({ connectionString: target.href });
    for (const setting of [...settings, "SET lc_messages = 'C'"]) await client.query(setting);
    return new PostgresPeer(client, url);
  }

  async fresh(): Promise<void> {
    await this.client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  }
  run(sql: string, params?: readonly (string | null)[]): Promise<Outcome> {
    return this.connection.run(sql, params);
  }
  async close(): Promise<void> {
    const { database } = this.client as unknown as { database: string };
    await this.client.end();
    const control = await connectClient({ connectionString: this.url });
    await control.query(`DROP DATABASE ${database}`);
    await control.end();
  }
}

export class EnginePeer implements Peer {
  readonly name: string;
  private readonly surface: EngineSurface;
  private database: SurfaceDatabase | null = null;
  private connection: SurfaceConnection | null = null;

  constructor(surface: 'embedded' | 'extended') {
    this.name = surface === 'embedded' ? 'the embedded API' : 'pgwire';
    this.surface = new EngineSurface(surface);
  }

  async fresh(): Promise<void> {
    await this.close();
    this.database = await this.surface.open();
    this.connection = await this.database.connect();
    for (const setting of settings) {
      const { error } = await this.connection.run(setting);
      if (error !== undefined) throw new Error(`${setting}: ${error.message}`);
    }
  }
  async run(sql: string, params?: readonly (string | null)[]): Promise<Outcome> {
    return this.connection!.run(sql, params);
  }
  async close(): Promise<void> {
    await this.database?.close();
    this.database = null;
  }
}
