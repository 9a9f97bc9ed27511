/**
 * The mount that a path is on: proc(5), /proc/PID/mountinfo.
 *
 *   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 *   id │  │    │     └ mount point               └ type, source, options of the file system
 *      │  │    └ what of the file system is shown there (bind mounts)
 *      │  └ major:minor of its device
 *      └ the mount that this one is mounted on
 *
 * Mounts cover each other, so the longest mount point is not always the one: the path is walked as the kernel does, from mount to
 * mount.
 */
export interface Mount {
  readonly id: string;
  readonly parent: string;
  /** major:minor; the major number is 0 for file systems without a device of their own. */
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
}

/** `path` is absolute and without links. */
export function mountOf(path: string, mountinfo: string): Mount | null {
  const mounts = mountinfo.split('\n').flatMap(parseMount);
  const ids = new Set(mounts.map(({ id }) => id));
  // The first ones are mounted on what cannot be seen from here.
  let next = firstOnPath(
    path,
    mounts.filter(({ id, parent }) => id === parent || !ids.has(parent)),
  );
  let found: Mount | null = null;
  while (next !== null) {
    found = next;
    const { id } = next;
    next = firstOnPath(
      path,
      mounts.filter((mount) => mount.parent === id && mount.id !== id),
    );
  }
  return found;
}

/** The mount that a walk along the path meets first; of two on one point, the later one. */
function firstOnPath(path: string, mounts: readonly Mount[]): Mount | null {
  let first: Mount | null = null;
  for (const mount of mounts) {
    if (!isAtOrBelow(path, mount.point)) continue;
    if (first === null || mount.point.length <= first.point.length) first = mount;
  }
  return first;
}

function isAtOrBelow(path: string, point: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}

function parseMount(line: string): Mount[] {
  const fields = line.split(' ');
  const separator = fields.indexOf('-', 6);
  const [id, parent, device, , point] = fields;
  const [type, source] = fields.slice(separator + 1);
  if (separator < 0 || point === undefined || type === undefined || source === undefined) return [];
  return [
    { id: id!, parent: parent!, device: device!, point: unescapeOctal(point), type, source: unescapeOctal(source) },
  ];
}

/** Space, tab, newline and backslash are written as octal numbers. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
