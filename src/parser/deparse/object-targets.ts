/** Objects that are named otherwise than by a name alone → SQL text. */
import { assertNever } from '../../common/assert.ts';
import type { ObjectTarget } from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { typeNameText } from './expressions.ts';
import { nameText } from './text.ts';

export function objectTargetText(target: ObjectTarget): string {
  switch (target.kind) {
    case 'routine': {
      const name = `${target.word.toUpperCase()} ${target.name.map(quoteIdentifier).join('.')}`;
      if (target.args === null) return name;
      return `${name}(${target.star ? '*' : target.args.map(typeNameText).join(', ')})`;
    }
    case 'operator': {
      const schema = target.schema === null ? '' : `${target.schema.split('.').map(quoteIdentifier).join('.')}.`;
      const left = target.left === null ? 'NONE' : typeNameText(target.left);
      return `OPERATOR ${schema}${target.name} (${left}, ${typeNameText(target.right)})`;
    }
    case 'cast':
      return `CAST (${typeNameText(target.source)} AS ${typeNameText(target.target)})`;
    case 'named':
      return `${keywords(target.word)} ${quoteIdentifier(target.name)}`;
    case 'qualified':
      return `${keywords(target.word)} ${nameText(target.name)}`;
    case 'ofMethod':
      return `${keywords(target.word)} ${nameText(target.name)} USING ${quoteIdentifier(target.method)}`;
    case 'ofRelation':
      return `${keywords(target.word)} ${quoteIdentifier(target.name)} ON ${nameText(target.relation)}`;
    default:
      return assertNever(target);
  }
}

const spelled: Readonly<Record<string, string>> = {
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
  'statistics object': 'STATISTICS',
};

function keywords(word: string): string {
  return spelled[word] ?? word.toUpperCase();
}
