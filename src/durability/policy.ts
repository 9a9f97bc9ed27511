/** When a commit is answered: after every sync, every n-th commit's, or without one. */
export type CommitPolicy =
  | { readonly kind: 'always' }
  | { readonly kind: 'every'; readonly count: number }
  | { readonly kind: 'never' };
