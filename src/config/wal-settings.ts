/**
 * Settings about what is on disk ("Write-Ahead Log", "File Locations"). But for synchronous_commit a session can only look at them: a
 * database on disk gives the values it was opened with, one in memory shows PostgreSQL's defaults.
 */
import type { SettingDef } from './setting-def.ts';

const settings = 'Write-Ahead Log / Settings';
const checkpoints = 'Write-Ahead Log / Checkpoints';

export const walSettings = [
  {
    name: 'checkpoint_timeout',
    type: 'integer',
    initial: '300',
    min: 30,
    max: 86400,
    unit: 's',
    category: checkpoints,
    description: 'Sets the maximum time between automatic WAL checkpoints.',
    context: 'sighup',
  },
  {
    name: 'data_directory',
    type: 'string',
    initial: '',
    category: 'File Locations',
    description: "Sets the server's data directory.",
    context: 'postmaster',
  },
  {
    name: 'fsync',
    type: 'bool',
    initial: 'on',
    category: settings,
    description: 'Forces synchronization of updates to disk.',
    context: 'sighup',
  },
  {
    name: 'full_page_writes',
    type: 'bool',
    initial: 'on',
    category: settings,
    description: 'Writes full pages to WAL when first modified after a checkpoint.',
    context: 'sighup',
  },
  {
    name: 'max_wal_size',
    type: 'integer',
    initial: '1024',
    min: 2,
    max: 2147483647,
    unit: 'MB',
    category: checkpoints,
    description: 'Sets the WAL size that triggers a checkpoint.',
    context: 'sighup',
  },
  {
    name: 'synchronous_commit',
    type: 'enum',
    initial: 'on',
    values: ['local', 'remote_write', 'remote_apply', 'on', 'off'],
    otherWords: { true: 'on', yes: 'on', '1': 'on', false: 'off', no: 'off', '0': 'off' },
    category: settings,
    description: "Sets the current transaction's synchronization level.",
    context: 'user',
  },
  {
    name: 'wal_segment_size',
    type: 'integer',
    initial: '16777216',
    min: 1048576,
    max: 1073741824,
    unit: 'B',
    category: 'Preset Options',
    description: 'Shows the size of write ahead log segments.',
    context: 'internal',
  },
] as const satisfies readonly SettingDef[];
