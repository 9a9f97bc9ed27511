/**
 * Whether a block device is encrypted, as far as Linux shows it under /sys: by dm-crypt, anywhere below. A device on several others
 * (LVM, RAID) is encrypted if all of them are. A disk that encrypts itself, or a virtual one that its host encrypts, looks like any
 * other.
 */
import type { SystemFiles } from '../host/index.ts';

export type Encryption = 'encrypted' | 'not encrypted' | 'unknown';

/** Of cryptsetup's kinds of devices those that encrypt: not VERITY, INTEGRITY and SUBDEV. */
const encryptingUuid = /^CRYPT-(?:LUKS\d|PLAIN|LOOPAES|TCRYPT|BITLK|FVAULT2)-/;
/** Whose contents are kept elsewhere: volumes of ZFS, network block devices, files. */
const elsewhere = /^(?:zd|nbd|rbd|drbd|loop)\d/;
/** Devices on devices on devices. */
const depthMax = 16;

/** `directory` is the device's under /sys. */
export function deviceEncryption(directory: string, system: SystemFiles, depth = 0): Encryption {
  const path = system.realPath(directory);
  if (path === null || depth > depthMax) return 'unknown';
  if (encryptingUuid.test(system.read(`${path}/dm/uuid`) ?? '')) return 'encrypted';
  if (elsewhere.test(path.slice(path.lastIndexOf('/') + 1))) return 'unknown';
  // A partition is a directory in that of its disk.
  if (system.read(`${path}/partition`) !== null) {
    return deviceEncryption(path.slice(0, path.lastIndexOf('/')), system, depth + 1);
  }
  const below = system.list(`${path}/slaves`);
  if (below.length === 0) return 'not encrypted';
  return allOf(below.map((name) => deviceEncryption(`${path}/slaves/${name}`, system, depth + 1)));
}

export function allOf(parts: readonly Encryption[]): Encryption {
  if (parts.includes('not encrypted')) return 'not encrypted';
  return parts.length === 0 || parts.includes('unknown') ? 'unknown' : 'encrypted';
}
