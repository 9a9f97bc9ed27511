/**
 * ASSUME proc(5), and what /sys shows of devices. DO look at pretended machines. ASSERT 'encrypted' is said only where dm-crypt, or a
 * file system that encrypts, is below all of it.
 */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encryptionOf, refusalText } from '../../src/durability/file-system-encryption.ts';
import { mountOf } from '../../src/durability/mounts.ts';
import type { SystemFiles } from '../../src/host/index.ts';

const luks = 'CRYPT-LUKS2-00112233445566778899aabbccddeeff-luks\n';

interface Device {
  readonly number: string;
  /** Its place below /sys/devices; the name of the device is the last part. */
  readonly at: string;
  readonly uuid?: string;
  readonly slaves?: readonly string[];
  readonly isPartition?: true;
}

/** Files and links of a machine: a text, or an array with the target of a link. */
type Tree = Record<string, string | [string]>;

function machine(mounts: readonly string[], devices: readonly Device[], rest: Tree = {}): SystemFiles {
  const tree: Tree = { '/proc/self/mountinfo': `${mounts.join('\n')}\n`, '/data/db/x': '', ...rest };
  const placeOf = new Map(devices.map(({ at }) => [at.slice(at.lastIndexOf('/') + 1), `/sys/devices/${at}`]));
  for (const { number, at, uuid, slaves = [], isPartition } of devices) {
    const place = `/sys/devices/${at}`;
    const name = place.slice(place.lastIndexOf('/') + 1);
    tree[`${place}/dev`] = `${number}\n`;
    tree[`/sys/dev/block/${number}`] = [place];
    tree[`/sys/class/block/${name}`] = [place];
    tree[`/dev/${name}`] = '';
    if (uuid !== undefined) tree[`${place}/dm/uuid`] = uuid;
    if (isPartition) tree[`${place}/partition`] = '1\n';
    for (const slave of slaves) tree[`${place}/slaves/${slave}`] = [placeOf.get(slave) ?? '/sys/nowhere'];
  }
  return treeFiles(tree);
}

function treeFiles(tree: Tree): SystemFiles {
  const names = Object.keys(tree);
  const exists = (path: string) => path === '/' || names.some((name) => name === path || name.startsWith(`${path}/`));
  const realPath = (path: string): string | null => {
    let real = '';
    for (const part of path.split('/').filter(Boolean)) {
      real += `/${part}`;
      const target = tree[real];
      if (Array.isArray(target)) real = realPath(target[0]) ?? '/missing';
    }
    return exists(real || '/') ? real || '/' : null;
  };
  return {
    realPath: (path) => (path === '.' ? '/home' : realPath(path)),
    read: (path) => {
      const content = tree[realPath(path) ?? ''];
      return typeof content === 'string' ? content : null;
    },
    readLink: () => null,
    list: (directory) => {
      const real = realPath(directory);
      const below = names.filter((name) => name.startsWith(`${real}/`)).map((name) => name.slice(real!.length + 1));
      return [...new Set(below.map((name) => name.split('/')[0]!))];
    },
  };
}

const root = '26 1 254:0 / / rw,relatime - ext4 /dev/vda rw';
const onData = (device: string, type = 'ext4', source = '/dev/x') =>
  `40 26 ${device} / /data rw,relatime shared:1 - ${type} ${source} rw`;
const vda: Device = { number: '254:0', at: 'virtio/block/vda' };
const sda: Device = { number: '8:0', at: 'ata1/block/sda' };
const sda2: Device = { number: '8:2', at: 'ata1/block/sda/sda2', isPartition: true };
const sdb: Device = { number: '8:16', at: 'ata2/block/sdb' };
const disks = [vda, sda, sda2, sdb];
const crypt = (minor: number, slave: string, uuid = luks): Device => ({
  number: `253:${minor}`,
  at: `virtual/block/dm-${minor}`,
  uuid,
  slaves: [slave],
});
const lvm = (minor: number, ...slaves: string[]): Device => ({
  number: `253:${minor}`,
  at: `virtual/block/dm-${minor}`,
  uuid: 'LVM-abcdef\n',
  slaves,
});
const raid = (...slaves: string[]): Device => ({ number: '9:0', at: 'virtual/block/md0', slaves });

test('plain disks and partitions are not encrypted', () => {
  assert.is(encryptionOf('/data/db', machine([root], disks)), 'not encrypted');
  assert.is(encryptionOf('/data/db', machine([root, onData('8:2')], disks)), 'not encrypted');
});

test('LUKS, alone and below LVM and RAID', () => {
  const data = (device: string, ...devices: Device[]) =>
    encryptionOf('/data/db', machine([root, onData(device)], [...disks, ...devices]));
  assert.is(data('253:0', crypt(0, 'sda2')), 'encrypted');
  assert.is(data('253:0', crypt(0, 'sda2', 'CRYPT-LUKS1-00-x\n')), 'encrypted');
  assert.is(data('253:0', crypt(0, 'sda2', 'CRYPT-PLAIN-x\n')), 'encrypted');
  assert.is(data('253:1', crypt(0, 'sda2'), lvm(1, 'dm-0')), 'encrypted');
  assert.is(data('253:1', lvm(1, 'sda2')), 'not encrypted');
  assert.is(data('253:2', crypt(0, 'sda2'), lvm(2, 'dm-0', 'sdb')), 'not encrypted', 'half of it');
  assert.is(data('9:0', crypt(0, 'sda2'), crypt(1, 'sdb'), raid('dm-0', 'dm-1')), 'encrypted');
  assert.is(data('9:0', crypt(0, 'sda2'), raid('dm-0', 'sdb')), 'not encrypted');
  assert.is(data('253:0', crypt(0, 'md0'), raid('sda', 'sdb')), 'encrypted');
  const partition: Device = { number: '259:0', at: 'virtual/block/md0/md0p1', isPartition: true };
  assert.is(data('259:0', crypt(0, 'sda2'), crypt(1, 'sdb'), raid('dm-0', 'dm-1'), partition), 'encrypted');
});

test('what cryptsetup makes and does not encrypt', () => {
  for (const uuid of ['CRYPT-VERITY-x', 'CRYPT-INTEGRITY-x', 'CRYPT-SUBDEV-x', 'mpath-x', 'LVM-CRYPT-LUKS2-x', '']) {
    const files = machine([root, onData('253:0')], [...disks, crypt(0, 'sda2', uuid)]);
    assert.is(encryptionOf('/data/db', files), 'not encrypted', uuid);
  }
});

test('what is kept elsewhere, or is not shown, is unknown', () => {
  for (const name of ['loop0', 'nbd3', 'rbd0', 'zd16', 'drbd1']) {
    const files = machine([root, onData('7:0')], [...disks, { number: '7:0', at: `virtual/block/${name}` }]);
    assert.is(encryptionOf('/data/db', files), 'unknown', name);
  }
  assert.is(encryptionOf('/data/db', machine([root, onData('77:1')], disks)), 'unknown', 'no such device');
  assert.is(encryptionOf('/data/db', machine([root, onData('253:0')], [...disks, lvm(0, 'sdq')])), 'unknown');
  for (const type of ['tmpfs', 'overlay', 'zfs', 'nfs4', '9p', 'virtiofs', 'fuse.sshfs']) {
    assert.is(encryptionOf('/data/db', machine([root, onData('0:50', type, 'some/pool')], disks)), 'unknown', type);
  }
  assert.is(encryptionOf('/data/db', treeFiles({})), 'unknown', 'not Linux');
  assert.is(encryptionOf('/data/db', machine([], disks)), 'unknown');
  assert.is(encryptionOf('/data/db', machine(['nonsense', '- - -'], disks)), 'unknown');
});

test('file systems that encrypt', () => {
  for (const type of ['ecryptfs', 'fuse.gocryptfs', 'fuse.encfs', 'fuse.cryfs']) {
    assert.is(encryptionOf('/data/db', machine([root, onData('0:50', type, '/home/.x')], disks)), 'encrypted', type);
  }
});

test('btrfs: by the names of its devices', () => {
  const mounted = [root, onData('0:31', 'btrfs', '/dev/mapper/home')];
  const mapper: Tree = { '/dev/mapper/home': ['/dev/dm-0'] };
  const id = '/sys/fs/btrfs/0123/devices';
  const devices = [...disks, crypt(0, 'sda2'), crypt(1, 'sdb')];
  const judged = (rest: Tree) => encryptionOf('/data/db', machine(mounted, devices, { ...mapper, ...rest }));
  assert.is(judged({}), 'encrypted');
  assert.is(judged({ '/sys/fs/btrfs/features/x': '', [`${id}/dm-0`]: '', [`${id}/dm-1`]: '' }), 'encrypted');
  assert.is(judged({ [`${id}/dm-0`]: '', [`${id}/sdb`]: '' }), 'not encrypted');
  assert.is(encryptionOf('/data/db', machine([root, onData('0:31', 'btrfs', '/dev/sda2')], devices)), 'not encrypted');
  assert.is(encryptionOf('/data/db', machine([root, onData('0:31', 'btrfs', '/dev/gone')], devices)), 'unknown');
});

test('a directory that is not there yet is judged by its nearest parent; links are followed', () => {
  const mounts = [root, onData('253:0')];
  const files = machine(mounts, [...disks, crypt(0, 'sda2')], { '/srv/db': ['/data/db'], '/home/a': '' });
  for (const path of ['/data', '/data/db/a/b/c', '/data/new', '/data/new/', '/srv/db', '/srv/db/new']) {
    assert.is(encryptionOf(path, files), 'encrypted', path);
  }
  for (const path of ['/', '/datax', '/data2/db', '/srv', 'new', 'new/x', '']) {
    assert.is(encryptionOf(path, files), 'not encrypted', path);
  }
});

test('mounts that cover others, and bind mounts', () => {
  const at = (path: string, ...lines: string[]) => mountOf(path, lines.join('\n'))?.id;
  const mount = (id: number, parent: number, point: string) => `${id} ${parent} 8:${id} / ${point} rw - ext4 /dev/x rw`;
  const [slash, data, db] = [mount(1, 0, '/'), mount(2, 1, '/data'), mount(3, 2, '/data/db')];
  assert.is(at('/data/db/x', slash, data, db), '3');
  assert.is(at('/data/db', slash, data, db), '3');
  assert.is(at('/data/dbx', slash, data, db), '2');
  assert.is(at('/dat', slash, data, db), '1');
  assert.is(
    at('/data/db', slash, mount(3, 1, '/data/db'), mount(4, 1, '/data')),
    '4',
    'covered by a later mount above it',
  );
  assert.is(at('/data', slash, data, mount(5, 2, '/data')), '5', 'one on the other');
  assert.is(at('/data/db', mount(3, 900, '/data/db'), mount(2, 900, '/data'), mount(6, 2, '/data/db')), '6');
  assert.is(at('/other', data), undefined);
  assert.is(
    mountOf('/a b\\', '7 1 8:7 /sub /a\\040b\\134 rw shared:1 master:2 - ext4 /dev/my\\040disk rw')?.source,
    '/dev/my disk',
  );
});

test('no text is too strange', () => {
  const line = fc.array(fc.constantFrom('1', '2', '-', '0:1', '8:0', '/', '/data', 'ext4', '\\04', ''), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(line.map((fields) => fields.join(' '))), (lines) => {
      assert.ok(['encrypted', 'not encrypted', 'unknown'].includes(encryptionOf('/data/db', machine(lines, disks))));
    }),
  );
});

test('this machine is judged', () => {
  const directory = mkdtempSync(join(tmpdir(), 'aiondb-encryption-'));
  const verdict = encryptionOf(directory);
  assert.ok(['encrypted', 'not encrypted', 'unknown'].includes(verdict));
  assert.is(encryptionOf(join(directory, 'not', 'there')), verdict);
  rmdirSync(directory);
});

test('the refusal has the ways out', () => {
  for (const verdict of ['not encrypted', 'unknown'] as const) {
    const text = refusalText('/data', verdict);
    assert.match(text, verdict === 'unknown' ? 'is not known to be encrypted' : 'its file system is not encrypted');
    for (const part of [
      '"/data"',
      'AIONDB_STORAGE_KEY_FILE',
      'an encrypted file system',
      'AIONDB_ALLOW_UNENCRYPTED_STORAGE=true',
      '--allow-unencrypted-storage',
    ]) {
      assert.ok(text.includes(part), part);
    }
  }
});

test.run();
