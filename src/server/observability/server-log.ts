/**
 * The server's log: one JSON object a line, written by pino, or a line of text in PostgreSQL's manner. Texts that may have passwords
 * in them have been redacted where they were made (common/redact.ts); here fields are redacted by name as well.
 */
import { writeSync } from 'node:fs';
import type { Logger } from 'pino';
import { redacted } from '../../common/redact.ts';
import type { LogEvent, LogReceiver } from '../../session/index.ts';

export const serverLogLevels = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type ServerLogLevel = (typeof serverLogLevels)[number];

export interface ServerLogOptions {
  /** 'info' by default. */
  readonly level?: ServerLogLevel;
  /** 'json' by default. */
  readonly format?: 'json' | 'text';
  /** Standard error by default. */
  readonly write?: (line: string) => void;
}

const loadAfterMs = 1000;

type Fields = Readonly<Record<string, unknown>>;

/** Names of fields whose values are nobody's business. */
const secret = /passw|secret|token|verifier|^key$/i;

export class ServerLog {
  private readonly threshold: number;
  private readonly emit: (level: ServerLogLevel, message: string, fields: Fields) => void;

  private constructor(threshold: number, emit: (level: ServerLogLevel, message: string, fields: Fields) => void) {
    this.threshold = threshold;
    this.emit = emit;
  }

  static open(options: ServerLogOptions = {}): ServerLog {
    const { level = 'info', format = 'json', write = writeStandardError } = options;
    const threshold = serverLogLevels.indexOf(level);
    if (format === 'text') {
      return new ServerLog(threshold, (at, message, fields) => write(textLine(at, message, fields)));
    }
    const json = new JsonLines(write);
    return new ServerLog(threshold, (at, message, fields) => json.write(at, message, fields));
  }

  write(level: ServerLogLevel, message: string, fields: Fields = {}): void {
    if (serverLogLevels.indexOf(level) < this.threshold) return;
    this.emit(level, message, withoutSecrets(fields));
  }

  /** What sessions tell. */
  readonly receive: LogReceiver = (event) => {
    this.write(levelOf(event), event.message, {
      severity: event.level.toUpperCase(),
      event: event.event,
      ...sessionFields(event),
      ...event.fields,
    });
  };
}

/**
 * Lines of JSON. Loading pino takes longer than all else at the start of a server, so it is loaded some time after the first line;
 * until then lines are written by hand, in the same form.
 */
class JsonLines {
  private readonly out: (line: string) => void;
  private logger: Logger | null = null;
  private loading = false;

  constructor(out: (line: string) => void) {
    this.out = out;
  }

  write(level: ServerLogLevel, message: string, fields: Fields): void {
    if (level === 'silent') return;
    if (this.logger !== null) {
      this.logger[level](fields, message);
      return;
    }
    this.out(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg: message })}\n`);
    if (this.loading) return;
    this.loading = true;
    setTimeout(() => void this.load(), loadAfterMs).unref();
  }

  private async load(): Promise<void> {
    const { pino } = await import('pino');
    this.logger = pino(
      {
        // Which levels are written has been decided before.
        level: 'debug',
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: this.out },
    );
  }
}

function writeStandardError(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Who reads the log is slow or gone, or its disk is full: what has been committed is no less so, and the database goes on.
  }
}

function levelOf({ level }: LogEvent): ServerLogLevel {
  if (level.startsWith('debug')) return 'debug';
  switch (level) {
    case 'warning':
      return 'warn';
    case 'error':
      return 'error';
    case 'fatal':
    case 'panic':
      return 'fatal';
    default:
      return 'info';
  }
}

function sessionFields({ session }: LogEvent): Fields {
  if (session === null) return {};
  const application = session.settings.get('application_name');
  return {
    pid: session.processId,
    user: session.user,
    database: session.databaseName,
    ...(application !== '' && { application }),
    ...(session.network !== null && { client: session.network.client.address }),
  };
}

function withoutSecrets(fields: Fields): Fields {
  const entries = Object.entries(fields);
  if (!entries.some(([name]) => secret.test(name))) return fields;
  return Object.fromEntries(entries.map(([name, value]) => [name, secret.test(name) ? redacted : value]));
}

/** Fields that messages have in words; the statement, only those of the events that are about it. */
const inMessage: ReadonlySet<string> = new Set(['durationMs', 'plan']);
const aboutStatement: ReadonlySet<unknown> = new Set(['statement', 'duration']);

/** `2026-01-31 12:00:00.000 UTC [17] user@database LOG:  message`, then what else there is. */
function textLine(level: ServerLogLevel, message: string, fields: Fields): string {
  const { severity, pid, user, database, event, ...rest } = fields;
  const time = new Date().toISOString().replace('T', ' ').replace('Z', ' UTC');
  const who = pid === undefined ? '' : ` [${pid}] ${user}@${database}`;
  const more = Object.entries(rest)
    .filter(([name]) => !inMessage.has(name) && !(name === 'statement' && aboutStatement.has(event)))
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    .join('');
  return `${time}${who} ${severity ?? level.toUpperCase()}:  ${message.replaceAll('\n', '\n\t')}${more}\n`;
}
