/** One session on either surface, as a function from statements to outcomes: results as text, or an SQLSTATE. */
import type { Duplex } from 'node:stream';
import { serialize } from 'pg-protocol';
import { SqlError } from '../../../src/errors/index.ts';
import type { Database } from '../../../src/server/database.ts';
import type { Session } from '../../../src/session/index.ts';

export type Outcome = string;

export interface Client {
  readonly session: Session;
  /** `extended`: over the wire, by Parse, Bind and Execute where there is one statement. */
  run(sql: string, extended: boolean): Outcome | Promise<Outcome>;
}

export function embeddedClient(database: Database): Client {
  const connection = database.connect();
  return {
    session: connection.session,
    run(sql) {
      try {
        return connection
          .executeText(sql)
          .map(({ command, rowCount, rows }) => `${command} ${rowCount} ${JSON.stringify(rows)}`)
          .join(';');
      } catch (error) {
        return codeOf(error);
      }
    },
  };
}

/** The same through `query()`, which waits for locks and shares syncs. */
export function waitingClient(database: Database): Client {
  const connection = database.connect();
  return {
    session: connection.session,
    run: (sql) =>
      connection
        .queryText(sql)
        .then(
          (results) =>
            results.map(({ command, rowCount, rows }) => `${command} ${rowCount} ${JSON.stringify(rows)}`).join(';'),
          codeOf,
        ),
  };
}

function codeOf(error: unknown): Outcome {
  if (error instanceof SqlError && error.code !== 'XX000') return error.code;
  throw error;
}

export async function wireClient(database: Database): Promise<Client> {
  const known = new Set(database.core.sessions.keys());
  const wire = new Wire(database.stream());
  await wire.ask(serialize.startup({ user: 'postgres', database: 'default' }));
  const id = [...database.core.sessions.keys()].find((processId) => !known.has(processId))!;
  return {
    session: database.core.sessions.get(id)!,
    run: (sql, extended) =>
      wire.ask(
        extended && !sql.includes(';')
          ? Buffer.concat([serialize.parse({ text: sql }), serialize.bind({}), serialize.execute({}), serialize.sync()])
          : serialize.query(sql),
      ),
  };
}

/** Reads messages; an answer ends with ReadyForQuery. */
class Wire {
  private readonly stream: Duplex;
  private bytes: Buffer = Buffer.alloc(0);
  private answer = '';
  private answered: (outcome: Outcome) => void = () => {};

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => this.take(chunk));
    stream.on('end', () => this.answered(`${this.answer}the end`));
  }

  ask(message: Uint8Array): Promise<Outcome> {
    return new Promise((resolve) => {
      this.answer = '';
      this.answered = resolve;
      this.stream.write(message);
    });
  }

  private take(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    let at = 0;
    while (at + 5 <= this.bytes.length) {
      const end = at + 1 + this.bytes.readInt32BE(at + 1);
      if (end > this.bytes.length) break;
      this.message(String.fromCharCode(this.bytes[at]!), this.bytes.subarray(at + 5, end));
      at = end;
    }
    this.bytes = this.bytes.subarray(at);
  }

  private message(type: string, body: Buffer): void {
    if (type === 'Z') {
      this.answered(this.answer);
      return;
    }
    if (type === 'E') this.answer += /\0C(.{5})/.exec(body.toString('latin1'))?.[1] ?? 'no code';
    else if (type === 'C' || type === 'D') this.answer += `${type}${body.toString('latin1')};`;
  }
}
