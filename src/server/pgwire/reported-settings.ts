/** Settings that clients are told of: all at the start, and each again when it has changed (ParameterStatus). */
import { SqlError } from '../../errors/index.ts';
import type { Session } from '../../session/index.ts';
import { clientCharset } from '../../types/charsets/index.ts';
import type { MessageWriter } from './message-writer.ts';

/** Settings told at the start, in PostgreSQL's order. */
const reported = [
  'application_name',
  'client_encoding',
  'DateStyle',
  'default_transaction_read_only',
  'in_hot_standby',
  'integer_datetimes',
  'IntervalStyle',
  'is_superuser',
  'server_encoding',
  'server_version',
  'session_authorization',
  'standard_conforming_strings',
  'TimeZone',
];

export class ReportedSettings {
  private readonly writer: MessageWriter;
  /** Values as the client knows them, and those that changed since. */
  private readonly told = new Map<string, string>();
  private readonly changed = new Map<string, string>();
  /** Those whose characters the client's set did not have. */
  private readonly untold = new Map<string, string>();

  constructor(writer: MessageWriter) {
    this.writer = writer;
  }

  /** From now on the client is written to in the character set that it asks for. */
  watch(session: Session): void {
    this.use(session.settings.get('client_encoding'));
    session.settings.onReport = (name, value) => {
      this.changed.set(name, value);
      if (name !== 'client_encoding') {
        this.untold.delete(name);
        return;
      }
      this.use(value);
      // Another set may have their characters.
      for (const [other, left] of this.untold) if (!this.changed.has(other)) this.changed.set(other, left);
      this.untold.clear();
    };
  }

  /** Sets that cannot be converted are refused where the setting is set. */
  private use(clientEncoding: string): void {
    this.writer.useCharset(clientCharset(clientEncoding)!);
  }

  tellAll(session: Session): void {
    for (const name of reported) this.tell(name, session.shownSetting(name, false)!);
  }

  /** Once, however often they changed. */
  tellChanged(): void {
    if (this.changed.size === 0) return;
    for (const [name, value] of this.changed) {
      if (this.told.get(name) === value) continue;
      try {
        this.tell(name, value);
      } catch (error) {
        // The client's character set does not have all of its characters.
        if (!(error instanceof SqlError)) throw error;
        this.untold.set(name, value);
        this.writer.error(error);
      }
    }
    this.changed.clear();
  }

  private tell(name: string, value: string): void {
    this.writer.parameterStatus(name, value);
    this.told.set(name, value);
  }
}
