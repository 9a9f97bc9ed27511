/** Statements over collations that are not shared with other objects. */
import type { Located, QualifiedName } from './names.ts';
import type { DefinitionElement } from './user-types.ts';

export interface CreateCollationStatement extends Located {
  readonly kind: 'createCollation';
  readonly name: QualifiedName;
  readonly ifNotExists: boolean;
  /** The collation to copy; null: `options` say what it is. */
  readonly from: QualifiedName | null;
  readonly options: readonly DefinitionElement[];
}
/** ALTER COLLATION ... REFRESH VERSION. */
export interface RefreshCollationStatement extends Located {
  readonly kind: 'refreshCollation';
  readonly name: QualifiedName;
}
export type CollationStatement = CreateCollationStatement | RefreshCollationStatement;
