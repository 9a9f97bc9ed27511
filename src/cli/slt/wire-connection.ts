/**
 * One `pg` client as a surface's connection. Type parsing is off, so that what is compared is the text that travelled.
 * `pg` is a development dependency: it is imported when a wire surface is opened, not before.
 */
import type { Client, ClientConfig, QueryConfig } from 'pg';
import { failedWith, type Outcome, succeeded, type TextResult } from './outcome.ts';
import type { SurfaceConnection } from './surface.ts';

/** The part of `pg`'s result that is read here. */
interface PgResult {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number | null;
  readonly command: string | null;
}

const asText = { getTypeParser: () => (value: string) => value };

export class WireConnection implements SurfaceConnection {
  readonly client: Client;
  private readonly isExtended: boolean;

  constructor(client: Client, isExtended: boolean) {
    this.client = client;
    this.isExtended = isExtended;
  }

  run(sql: string, params?: readonly (string | null)[]): Promise<Outcome> {
    return this.start(sql, params);
  }

  async start(sql: string, params?: readonly (string | null)[]): Promise<Outcome> {
    try {
      // `queryMode` is newer than the published types.
      const config = { text: sql, rowMode: 'array', types: asText } as unknown as QueryConfig;
      if (params !== undefined) config.values = [...params];
      if (this.isExtended) Object.assign(config, { queryMode: 'extended' });
      // `rowMode: 'array'` with text parsers gives rows of strings and nulls; several statements give several results.
      const answer = (await this.client.query(config)) as unknown as PgResult | PgResult[];
      return succeeded(Array.isArray(answer) ? answer.map(textResult) : [textResult(answer)]);
    } catch (error) {
      return failedWith(error);
    }
  }
}

function textResult(result: PgResult): TextResult {
  const columns = result.fields.map((field) => ({ name: field.name, typeOid: field.dataTypeID }));
  return { columns, rows: result.rows, rowCount: result.rowCount, command: result.command ?? '' };
}

export async function connectClient(config: ClientConfig): Promise<Client> {
  const pg = await loadPg();
  const client = new pg.Client(config);
  // A connection that breaks also fails the query in flight; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function loadPg(): Promise<typeof import('pg')> {
  try {
    const module = await import('pg');
    // The CommonJS build has its exports under `default`.
    return (module as unknown as { default?: typeof import('pg') }).default ?? module;
  } catch (error) {
    throw new Error(`the wire surfaces need the package "pg" (npm install pg): ${String(error)}`);
  }
}
