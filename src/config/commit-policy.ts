/** When a commit is answered: after a sync, after every N-th commit's, or without one. */
export type CommitPolicy =
  | { readonly kind: 'always' }
  | { readonly kind: 'every'; readonly count: number }
  | { readonly kind: 'never' };

const everyMax = 1_000_000;

/** What may be written. */
export const commitPolicyForms = `always, every:N with N from 1 to ${everyMax}, or never`;

/** null: it is none of the forms. */
export function readCommitPolicy(text: string): CommitPolicy | null {
  if (text === 'always' || text === 'never') return { kind: text };
  const count = Number(/^every:([1-9]\d{0,6})$/.exec(text)?.[1] ?? 0);
  return count >= 1 && count <= everyMax ? { kind: 'every', count } : null;
}
