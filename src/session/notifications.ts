/**
 * LISTEN and NOTIFY. What a transaction says counts when it commits: first what it listens to, then its notifications, in order.
 * A session hears of them between its transactions, and not before the commit is durable.
 *
 * Two equal notifications of a transaction are one. What is rolled back to a savepoint was not said.
 */
import { sqlError } from '../errors/index.ts';
import type { NotificationAccess } from '../functions/function-def.ts';
import type { Session } from './session.ts';

export interface Notification {
  readonly processId: number;
  readonly channel: string;
  readonly payload: string;
}

/** Who listens to what, in a database. */
export class Channels {
  private readonly listeners = new Map<string, Set<Session>>();

  add(channel: string, session: Session): void {
    const sessions = this.listeners.get(channel);
    if (sessions === undefined) this.listeners.set(channel, new Set([session]));
    else sessions.add(session);
  }
  remove(channel: string, session: Session): void {
    const sessions = this.listeners.get(channel);
    sessions?.delete(session);
    if (sessions?.size === 0) this.listeners.delete(channel);
  }
  listenersTo(channel: string): readonly Session[] {
    return [...(this.listeners.get(channel) ?? [])];
  }
}

type Action =
  | { readonly kind: 'listen' | 'unlisten'; readonly channel: string }
  | { readonly kind: 'unlistenAll' }
  | { readonly kind: 'notify'; readonly channel: string; readonly payload: string };

interface Mail {
  readonly notification: Notification;
  /** It is told when the log is durable up to here. */
  readonly lsn: number;
}

const channelBytesMax = 63;
const payloadBytesMax = 7999;

export class SessionNotifications implements NotificationAccess {
  private readonly session: Session;
  private readonly listening = new Set<string>();
  private actions: Action[] = [];
  /** `channel\0payload` of the notifications among the actions. */
  private said = new Set<string>();
  /** In the order of the commits. */
  private inbox: Mail[] = [];
  /** Called when something has come in that may be told now or when the transaction has ended. */
  onArrival: (() => void) | null = null;

  constructor(session: Session) {
    this.session = session;
  }

  channels(): readonly string[] {
    return [...this.listening];
  }

  listen(channel: string): void {
    this.actions.push({ kind: 'listen', channel });
  }
  unlisten(channel: string): void {
    this.actions.push({ kind: 'unlisten', channel });
  }
  unlistenAll(): void {
    this.actions.push({ kind: 'unlistenAll' });
  }
  notify(channel: string, payload: string): void {
    if (channel === '') throw sqlError('invalid_parameter_value', 'channel name cannot be empty');
    if (Buffer.byteLength(channel) > channelBytesMax) {
      throw sqlError('invalid_parameter_value', 'channel name too long');
    }
    if (Buffer.byteLength(payload) > payloadBytesMax) {
      throw sqlError('invalid_parameter_value', 'payload string too long');
    }
    this.session.ensureTransaction();
    const key = `${channel}\0${payload}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    this.actions.push({ kind: 'notify', channel, payload });
  }

  mark(): number {
    return this.actions.length;
  }
  rollbackTo(mark: number): void {
    for (const action of this.actions.splice(mark)) {
      if (action.kind === 'notify') this.said.delete(`${action.channel}\0${action.payload}`);
    }
  }

  /** The transaction has committed. */
  commit(): void {
    const { actions } = this;
    if (actions.length === 0) return;
    this.actions = [];
    this.said.clear();
    for (const action of actions) this.follow(action);
    const { core, processId, durability } = this.session;
    const { newsLsn } = durability;
    for (const action of actions) {
      if (action.kind !== 'notify') continue;
      const { channel, payload } = action;
      const notification = { processId, channel, payload };
      for (const other of core.channels.listenersTo(channel)) {
        // The session itself is told with the answer to its commit.
        other.notifications.arrive({ notification, lsn: other === this.session ? durability.awaitedLsn : newsLsn });
      }
    }
  }

  private follow(action: Action): void {
    const { core } = this.session;
    if (action.kind === 'listen') {
      this.listening.add(action.channel);
      core.channels.add(action.channel, this.session);
    } else if (action.kind === 'unlisten') {
      this.listening.delete(action.channel);
      core.channels.remove(action.channel, this.session);
    } else if (action.kind === 'unlistenAll') this.end();
  }

  private arrive(mail: Mail): void {
    this.inbox.push(mail);
    const { durability } = this.session;
    if (durability.isDurable(mail.lsn)) this.onArrival?.();
    else durability.whenDurable(mail.lsn, () => this.onArrival?.());
  }

  get hasMail(): boolean {
    return this.inbox.length > 0;
  }

  /** What may be told now: nothing within a transaction. */
  take(): readonly Notification[] {
    const { inbox, session } = this;
    if (inbox.length === 0 || session.transaction !== null) return [];
    const waiting = inbox.findIndex(({ lsn }) => !session.durability.isDurable(lsn));
    const told = inbox.splice(0, waiting < 0 ? inbox.length : waiting);
    return told.map(({ notification }) => notification);
  }

  /** Listens to nothing any more. */
  end(): void {
    for (const channel of this.listening) this.session.core.channels.remove(channel, this.session);
    this.listening.clear();
  }
}
