/**
 * One query level while it is analyzed: the clause being bound, the FROM items that can be seen and how, CTEs, what was found
 * so far (aggregates, windows). Look-ups that fail or are ambiguous raise here or in missing-names.ts.
 *
 * A namespace item is a FROM item under its name. Its columns are expressions: a plain variable for tables, possibly
 * COALESCE of two for the merged columns of FULL JOIN USING. A join without an alias has an item of its own that shows columns
 * and no name, while the items in it show their names and no columns.
 */
import type { RelationDescriptor } from '../catalog/descriptors.ts';
import type { BoundExpr, OutputColumn } from '../catalog/tree.ts';
import type { Expression, WindowSpec } from '../parser/ast/index.ts';
import type { Oid } from '../types/type-def.ts';
import type { ExpressionKind } from './expression-kind.ts';
import type { StatementState } from './state.ts';

export interface NamespaceColumn {
  readonly name: string;
  /** With location -1; a reference is a copy with its own. */
  readonly expr: BoundExpr;
  /** Not among what `*` stands for. */
  readonly unexpanded?: true;
}
export interface NamespaceItem {
  readonly name: string;
  /** -1 for joins. */
  readonly rel: number;
  readonly columns: readonly NamespaceColumn[];
  /** The relation, when a relation stands here. */
  readonly relation: RelationDescriptor | null;
  /** An alias hides the relation's own name (and schema). */
  readonly aliased: boolean;
  /** Row type of a whole-row reference. */
  readonly rowType: Oid;
  /** A function of one value in FROM: a whole-row reference is the value itself. */
  readonly scalar: boolean;
  /** The target of UPDATE: FROM items may not refer to it, not even laterally. */
  readonly targetTable: boolean;
  /** Has ctid, tableoid and so on; those of a view of the catalog have no names and tell null-extended rows only. */
  readonly systemColumns: 'named' | 'hidden' | null;
  nameVisible: boolean;
  columnsVisible: boolean;
  lateralOnly: boolean;
  lateralOk: boolean;
}

/** A CTE under its name. */
export interface CteEntry {
  readonly id: number;
  readonly name: string;
  readonly columns: readonly OutputColumn[];
  references: number;
  /** Its recursive arm is being bound: references read the working table. */
  open: boolean;
  /** How many columns at the end are those of SEARCH and CYCLE; 0 when left out. */
  readonly added?: number;
  /** A data-modifying statement without RETURNING has no rows to refer to. */
  readonly hasRows: boolean;
}

export interface WindowEntry {
  readonly name: string | null;
  readonly spec: WindowSpec;
  /** Of the definition: windows that are defined alike are one. */
  readonly text: string;
}

export class Scope {
  readonly state: StatementState;
  readonly parent: Scope | null;
  readonly selectId: number;
  kind: ExpressionKind = 'other';
  namespace: NamespaceItem[] = [];
  lateralActive = false;
  /** Every FROM item of this level, visible or not, for hints. */
  readonly rangeItems: NamespaceItem[] = [];
  ctes: CteEntry[] = [];
  /** Names of WITH items further on in the same list: for the hint about order. */
  futureCtes: readonly string[] = [];
  hasAggregates = false;
  hasWindows = false;
  hasTargetSets = false;
  /** Windows of the level: those of the WINDOW clause first, then OVER (...) ones as they are met. */
  readonly windows: WindowEntry[] = [];
  /** Columns may not be used at all (DEFAULT): the message, when so. */
  columnsForbidden: string | null = null;
  /** Innermost function, aggregate or CASE the expression stands in, for rules on set-returning functions. */
  setsForbiddenIn: string | null = null;
  /** The function's arguments at the top of FROM may be a set. */
  fromFunctionTop: Expression | null = null;

  constructor(state: StatementState, parent: Scope | null) {
    this.state = state;
    this.parent = parent;
    this.selectId = state.nextSelect();
  }

  bind(expr: Expression, kind?: ExpressionKind): BoundExpr {
    this.state.enter();
    if (kind === undefined) return this.state.binder.expression(expr, this);
    const before = this.kind;
    this.kind = kind;
    const bound = this.state.binder.expression(expr, this);
    this.kind = before;
    return bound;
  }

  /** 0 for this level, 1 for the query around it ...; -1 when `scope` does not enclose this one. */
  levelsUpTo(scope: Scope): number {
    let level = 0;
    for (let s: Scope | null = this; s !== null; s = s.parent) {
      if (s === scope) return level;
      level++;
    }
    return -1;
  }
}
