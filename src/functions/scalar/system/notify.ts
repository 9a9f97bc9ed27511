/** NOTIFY as a function, and what the session listens to. */
import type { FunctionContext } from '../../function-def.ts';
import { rowSet, scalar, stable } from '../define.ts';

function notify(context: FunctionContext, channel: string | null, payload: string | null): string {
  context.notifications.notify(channel ?? '', payload ?? '');
  return '';
}

export const notifyFunctions = [
  stable(3036, 'pg_notify', 'text text', 'void', notify, { volatility: 'volatile', strict: false }),
  // Notifications go straight to the sessions that listen: there is no queue to be filled.
  scalar(3296, 'pg_notification_queue_usage', '', 'float8', () => 0, { volatility: 'volatile' }),
];

export const notifySets = [
  rowSet(3035, 'pg_listening_channels', '', 'text', (context: FunctionContext) => context.notifications.channels(), {
    volatility: 'stable',
    context: true,
  }),
];
