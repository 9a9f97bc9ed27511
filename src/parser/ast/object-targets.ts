/** Objects that statements name otherwise than by a name alone, and COMMENT ON them. */
import type { Located, QualifiedName, TypeName } from './names.ts';

export type ObjectTarget = Located &
  (
    | {
        readonly kind: 'routine';
        readonly word: 'function' | 'procedure' | 'routine' | 'aggregate';
        readonly name: readonly string[];
        /** Types of the input arguments; null: the name alone was written. */
        readonly args: readonly TypeName[] | null;
        /** `count(*)`. */
        readonly star: boolean;
      }
    | {
        readonly kind: 'operator';
        readonly schema: string | null;
        readonly name: string;
        /** null: NONE. */
        readonly left: TypeName | null;
        readonly right: TypeName;
      }
    | { readonly kind: 'cast'; readonly source: TypeName; readonly target: TypeName }
    | { readonly kind: 'named'; readonly word: string; readonly name: string }
    | { readonly kind: 'qualified'; readonly word: string; readonly name: QualifiedName }
    | { readonly kind: 'ofMethod'; readonly word: string; readonly name: QualifiedName; readonly method: string }
    | { readonly kind: 'ofRelation'; readonly word: string; readonly name: string; readonly relation: QualifiedName }
  );

export interface CommentOtherStatement extends Located {
  readonly kind: 'commentOther';
  readonly target: ObjectTarget;
  readonly text: string | null;
}
