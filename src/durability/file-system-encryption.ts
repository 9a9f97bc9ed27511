/**
 * Is the file system of a directory encrypted? On Linux: the mount of the directory, its device, and the devices below
 * (device-encryption.ts), or a type of file system that does nothing else. What is neither shown as encrypted nor seen not to be is
 * unknown: all other operating systems, network file systems, layers of containers, ZFS. Encryption of single directories by ext4
 * or f2fs (fscrypt) cannot be seen from files, and counts as none.
 */

import { nodeSystemFiles, type SystemFiles } from '../host/index.ts';
import { allOf, deviceEncryption, type Encryption } from './device-encryption.ts';
import { mountOf } from './mounts.ts';

export type { Encryption } from './device-encryption.ts';

const encryptingTypes: ReadonlySet<string> = new Set([
  'ecryptfs',
  'fuse.cryfs',
  'fuse.encfs',
  'fuse.gocryptfs',
  'fuse.securefs',
]);

/** The directory need not be there yet. */
export function encryptionOf(directory: string, system: SystemFiles = nodeSystemFiles): Encryption {
  const path = existingPath(directory, system);
  const mountinfo = system.read('/proc/self/mountinfo');
  const mount = path === null || mountinfo === null ? null : mountOf(path, mountinfo);
  if (mount === null) return 'unknown';
  if (encryptingTypes.has(mount.type)) return 'encrypted';
  if (!mount.device.startsWith('0:')) return deviceEncryption(`/sys/dev/block/${mount.device}`, system);
  const device = deviceName(mount.source, system);
  if (device === null) return 'unknown';
  return allOf(
    devicesOf(mount.type, device, system).map((name) => deviceEncryption(`/sys/class/block/${name}`, system)),
  );
}

/** Of the directory, or of what is to be its nearest parent. */
function existingPath(directory: string, system: SystemFiles): string | null {
  let path = directory;
  for (;;) {
    const found = system.realPath(path === '' ? '.' : path);
    if (found !== null || path === '' || path === '/') return found;
    const slash = path.replace(/\/+$/, '').lastIndexOf('/');
    path = slash > 0 ? path.slice(0, slash) : slash === 0 ? '/' : '';
  }
}

/** A file system may have no device number, as btrfs, and name its device all the same. */
function deviceName(source: string, system: SystemFiles): string | null {
  if (!source.startsWith('/dev/')) return null;
  const path = system.realPath(source);
  return path?.startsWith('/dev/') ? path.slice(path.lastIndexOf('/') + 1) : null;
}

/** A btrfs may be on several devices, of which its mount names one. */
function devicesOf(type: string, device: string, system: SystemFiles): string[] {
  if (type !== 'btrfs') return [device];
  for (const id of system.list('/sys/fs/btrfs')) {
    const devices = system.list(`/sys/fs/btrfs/${id}/devices`);
    if (devices.includes(device)) return devices;
  }
  return [device];
}

/** What is wrong, and the three ways out. */
export function refusalText(directory: string, verdict: Encryption): string {
  const state = verdict === 'not encrypted' ? 'is not encrypted' : 'is not known to be encrypted';
  return (
    `the database in "${directory}" would not be encrypted, and its file system ${state}. ` +
    'Give a key with AIONDB_STORAGE_KEY_FILE (openssl rand -hex 32 makes one), use a directory on an encrypted file system, ' +
    'or accept it with AIONDB_ALLOW_UNENCRYPTED_STORAGE=true or --allow-unencrypted-storage.'
  );
}
