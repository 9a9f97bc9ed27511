/** What every statement or transaction asks the settings for, read again when one of them has changed. */
import type { SessionSettings } from './session-settings.ts';

/** Milliseconds; 0 is for ever. */
export interface IdleTimeouts {
  readonly outside: number;
  readonly inTransaction: number;
}

interface Defaults {
  readonly readOnly: boolean;
  readonly deferrable: boolean;
  readonly timeoutMs: number;
  readonly idle: IdleTimeouts;
  /** As it is shown. */
  readonly isolation: string;
}

export class SessionDefaults {
  private readonly settings: SessionSettings;
  private version = -1;
  private values: Defaults = {
    readOnly: false,
    deferrable: false,
    timeoutMs: 0,
    idle: { outside: 0, inTransaction: 0 },
    isolation: 'read committed',
  };

  constructor(settings: SessionSettings) {
    this.settings = settings;
  }

  current(): Defaults {
    const { settings } = this;
    if (this.version !== settings.version) {
      this.version = settings.version;
      this.values = {
        readOnly: settings.get('default_transaction_read_only') === 'on',
        deferrable: settings.get('default_transaction_deferrable') === 'on',
        timeoutMs: Number(settings.get('statement_timeout')),
        idle: {
          outside: Number(settings.get('idle_session_timeout')),
          inTransaction: Number(settings.get('idle_in_transaction_session_timeout')),
        },
        isolation: settings.get('default_transaction_isolation'),
      };
    }
    return this.values;
  }
}
