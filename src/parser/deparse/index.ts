/**
 * Syntax tree → SQL text, such that parsing the text gives the tree again, locations aside.
 * Lost are what the tree does not keep: the file of a COPY, the definition of a partitioning, the body of an unsupported statement.
 */
import type { Expression, Statement, WindowSpec } from '../ast/index.ts';
import { definitionText } from './ddl.ts';
import { deleteText, insertText, mergeText, updateText } from './dml.ts';
import { expressionText, windowText } from './expressions.ts';
import { queryText } from './queries.ts';
import { sessionText } from './session.ts';
import { printers } from './text.ts';

export function deparseStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'select':
      return queryText(statement);
    case 'insert':
      return insertText(statement);
    case 'update':
      return updateText(statement);
    case 'delete':
      return deleteText(statement);
    case 'merge':
      return mergeText(statement);
    case 'transaction':
    case 'setTransaction':
    case 'setSnapshot':
    case 'set':
    case 'show':
    case 'discard':
    case 'explain':
    case 'prepare':
    case 'execute':
    case 'deallocate':
    case 'declareCursor':
    case 'fetch':
    case 'close':
    case 'setConstraints':
    case 'listen':
    case 'unlisten':
    case 'notify':
    case 'lock':
    case 'vacuum':
    case 'analyze':
    case 'reindex':
    case 'checkpoint':
    case 'copy':
      return sessionText(statement);
    default:
      return definitionText(statement);
  }
}
printers.statement = deparseStatement;

export function deparseExpression(expression: Expression): string {
  return expressionText(expression);
}

/** Equal for windows that are defined alike. */
export function deparseWindow(window: WindowSpec): string {
  return windowText(window);
}
