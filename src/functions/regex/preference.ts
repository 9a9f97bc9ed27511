/** Which of several matches that begin at the same place is taken ("Regular Expression Matching Rules"). */
import type { RegexNode } from './syntax-tree.ts';

export type Preference = 'longest' | 'shortest' | null;

/** What a node prefers; null when it has only one length to prefer, or no opinion. */
export function preferenceOf(node: RegexNode): Preference {
  switch (node.kind) {
    case 'concat': {
      for (const item of node.items) {
        const preference = preferenceOf(item);
        if (preference !== null) return preference;
      }
      return null;
    }
    case 'alternatives':
      return 'longest';
    case 'group':
      return preferenceOf(node.item);
    case 'repeat':
      if (node.asItem) return preferenceOf(node.item);
      return node.greedy ? 'longest' : 'shortest';
    default:
      return null;
  }
}
