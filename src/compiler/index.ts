/**
 * Physical plans to JavaScript (docs/architecture/overview.md, "Rules for generated code"). `compileStatement` is the door; operators/ has a file an operator,
 * expressions/ a file a family of expressions. This folder alone writes source text, and no text of the user gets into it.
 */

import './compile-domain-check.ts';

export { compileRowFunction } from './compile-row-function.ts';
export {
  type CompiledStatement,
  type CompileEnvironment,
  compileStatement,
  type ModifyingCte,
} from './compile-statement.ts';
export type { StoreAccess } from './unit.ts';
