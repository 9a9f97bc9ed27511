/** The tree of names: finding a path in it, walking it, and copying it as it is after a failure. */
import { posix } from 'node:path';
import { fileError } from '../file-error.ts';
import type { FileNode } from './file-node.ts';
import { type Assignment, assign, DirectoryNode, type NameChange, type NameChanges, type Node } from './names.ts';
import type { Survival } from './survival.ts';

/** Where a path leads. The last name may mean nothing yet; the root is found under the empty name of itself. */
export interface Place {
  readonly directory: DirectoryNode;
  readonly name: string;
  readonly node: Node | undefined;
}

/** Relative paths start at the root; `..` takes the name before it away, whatever that means. */
function namesOf(path: string): string[] {
  return posix.resolve('/', path).split('/').filter(Boolean);
}

export function find(root: DirectoryNode, path: string, syscall: string): Place {
  const names = namesOf(path);
  if (path === '') throw fileError('ENOENT', syscall, path);
  const last = names.pop();
  if (last === undefined) return { directory: root, name: '', node: root };
  let directory = root;
  for (const name of names) {
    const node = directory.entries.get(name);
    if (node === undefined) throw fileError('ENOENT', syscall, path);
    if (node.kind === 'file') throw fileError('ENOTDIR', syscall, path);
    directory = node;
  }
  return { directory, name: last, node: directory.entries.get(last) };
}

export function findDirectory(root: DirectoryNode, path: string, syscall: string): DirectoryNode {
  const { node } = find(root, path, syscall);
  if (node === undefined) throw fileError('ENOENT', syscall, path);
  if (node.kind === 'file') throw fileError('ENOTDIR', syscall, path);
  return node;
}

/** The directories a path needs that are missing, outermost first; EEXIST if its end is a file. */
export function missingDirectories(root: DirectoryNode, path: string): string[] {
  const names = namesOf(path);
  for (let depth = 1; depth <= names.length; depth++) {
    const { node } = find(root, `/${names.slice(0, depth).join('/')}`, 'mkdir');
    if (node?.kind === 'file') throw fileError(depth === names.length ? 'EEXIST' : 'ENOTDIR', 'mkdir', path);
    if (node === undefined) {
      return names.slice(depth - 1).map((_, i) => `/${names.slice(0, depth + i).join('/')}`);
    }
  }
  return [];
}

export function contains(directory: DirectoryNode, node: Node): boolean {
  if (directory === node) return true;
  return [...directory.entries.values()].some((entry) => entry.kind === 'directory' && contains(entry, node));
}

export function* filesBelow(directory: DirectoryNode, path = ''): Generator<[path: string, file: FileNode]> {
  for (const [name, node] of directory.entries) {
    if (node.kind === 'file') yield [`${path}/${name}`, node];
    else yield* filesBelow(node, `${path}/${name}`);
  }
}

export function afterPowerLoss(root: DirectoryNode, kept: readonly NameChange[], survival: Survival): DirectoryNode {
  const assignments = new Map<DirectoryNode, Assignment[]>();
  for (const change of kept) {
    for (const assignment of change.assignments) {
      const list = assignments.get(assignment.directory);
      if (list === undefined) assignments.set(assignment.directory, [assignment]);
      else list.push(assignment);
    }
  }
  const files = new Map<FileNode, FileNode>();
  const fileCopy = (file: FileNode): FileNode => {
    let copy = files.get(file);
    if (copy === undefined) files.set(file, (copy = file.afterPowerLoss(survival)));
    return copy;
  };
  // A directory has one name, whichever of its changes survive: they order each other.
  const copyOf = (directory: DirectoryNode): DirectoryNode => {
    const entries = new Map(directory.durable);
    for (const { name, node } of assignments.get(directory) ?? []) assign(entries, name, node);
    for (const [name, node] of entries) entries.set(name, node.kind === 'file' ? fileCopy(node) : copyOf(node));
    return new DirectoryNode(entries);
  };
  return copyOf(root);
}

/** All of it, with what is not durable yet: only what no name leads to, nor might lead to again, is gone. */
export function afterKill(root: DirectoryNode, changes: NameChanges): [root: DirectoryNode, changes: NameChanges] {
  const copies = new Map<Node, Node>();
  const copyOf = (node: Node): Node => {
    const known = copies.get(node);
    if (known !== undefined) return known;
    if (node.kind === 'file') {
      const file = node.afterKill();
      copies.set(node, file);
      return file;
    }
    const directory = new DirectoryNode(new Map(node.entries), new Map(node.durable));
    copies.set(node, directory);
    for (const names of [directory.entries, directory.durable]) {
      for (const [name, entry] of names) names.set(name, copyOf(entry));
    }
    return directory;
  };
  return [copyOf(root) as DirectoryNode, changes.copy(copyOf)];
}
