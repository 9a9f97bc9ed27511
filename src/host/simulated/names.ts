/**
 * Names: directories, and the changes of names that are not durable yet.
 * A change is a set of assignments (this name now means that node, or nothing) which take place together or not at all, so a
 * rename loses neither of its names. A file's name is durable when its directory was synced, and the directory's when its parent
 * was: a directory that was synced and whose own name was not is lost with all that is in it. A rename between two directories is
 * durable when both were synced.
 * After a power failure any changes may be there that are not durable, but of two changes of the same name never the later alone.
 */
import type { FileNode } from './file-node.ts';
import type { Survival } from './survival.ts';

export type Node = FileNode | DirectoryNode;

let directoryCount = 0;

export class DirectoryNode {
  readonly kind = 'directory';
  readonly id = directoryCount++;
  readonly entries: Map<string, Node>;
  readonly durable: Map<string, Node>;

  constructor(entries = new Map<string, Node>(), durable = new Map(entries)) {
    this.entries = entries;
    this.durable = durable;
  }
}

export interface Assignment {
  readonly directory: DirectoryNode;
  readonly name: string;
  /** Null: the name is gone. */
  readonly node: Node | null;
}

export interface NameChange {
  readonly assignments: readonly Assignment[];
  /** Directories to be synced before it is durable. */
  readonly waitsFor: Set<DirectoryNode>;
  /** A sync of its directory failed; the system will not try again. */
  isAbandoned: boolean;
}

export class NameChanges {
  private pending: NameChange[];

  constructor(pending: NameChange[] = []) {
    this.pending = pending;
  }

  add(assignments: readonly Assignment[]): void {
    for (const { directory, name, node } of assignments) assign(directory.entries, name, node);
    const waitsFor = new Set(assignments.map((assignment) => assignment.directory));
    this.pending.push({ assignments, waitsFor, isAbandoned: false });
  }

  sync(directory: DirectoryNode): void {
    for (const change of this.pending) if (!change.isAbandoned) change.waitsFor.delete(directory);
    this.settle(this.pending.map((change) => change.waitsFor.size === 0));
  }

  failSync(directory: DirectoryNode): void {
    for (const change of this.pending) if (change.waitsFor.has(directory)) change.isAbandoned = true;
  }

  /** Makes all there was with these names durable. */
  settleNames(directory: DirectoryNode, name: string): void {
    this.settle(
      this.pending.map((change) => change.assignments.some((a) => a.directory === directory && a.name === name)),
    );
  }

  survivors(survival: Survival): NameChange[] {
    const isKept = withEarlier(this.pending, survival.nameChanges(this.pending.length));
    return this.pending.filter((_, i) => isKept[i]);
  }

  /** The same changes of a copy of the nodes. */
  copy(copyOf: (node: Node) => Node): NameChanges {
    const directory = (node: DirectoryNode) => copyOf(node) as DirectoryNode;
    return new NameChanges(
      this.pending.map((change) => ({
        assignments: change.assignments.map((a) => ({
          directory: directory(a.directory),
          name: a.name,
          node: a.node === null ? null : copyOf(a.node),
        })),
        waitsFor: new Set([...change.waitsFor].map(directory)),
        isAbandoned: change.isAbandoned,
      })),
    );
  }

  private settle(isSettled: boolean[]): void {
    const settled = withEarlier(this.pending, isSettled);
    this.pending = this.pending.filter((change, i) => {
      if (settled[i]) for (const { directory, name, node } of change.assignments) assign(directory.durable, name, node);
      return !settled[i];
    });
  }
}

export function assign(entries: Map<string, Node>, name: string, node: Node | null): void {
  if (node === null) entries.delete(name);
  else entries.set(name, node);
}

/** The chosen changes, and all earlier ones of the names they change. */
function withEarlier(changes: readonly NameChange[], isChosen: readonly boolean[]): boolean[] {
  const names = new Set<string>();
  const result = isChosen.slice();
  for (let i = changes.length - 1; i >= 0; i--) {
    const keys = changes[i]!.assignments.map(({ directory, name }) => `${directory.id}/${name}`);
    if (!result[i] && !keys.some((key) => names.has(key))) continue;
    result[i] = true;
    for (const key of keys) names.add(key);
  }
  return result;
}
