/**
 * A number, never 0, that stands for one outcome, to compare the surfaces with each other. The expectation of a foreign file is
 * coarser than the answer (`I` cuts fractions off), so that two surfaces could pass with different answers.
 * Rows count for queries only: a mere `statement ok` may answer with times and the like.
 * They are summed, since their order may differ where the record sorts them and is checked elsewhere where not.
 */
import type { Outcome } from './outcome.ts';

const firstUserOid = 16384;

export function digestOutcome(outcome: Outcome, withRows: boolean): number {
  const { error, results } = outcome;
  if (error !== undefined) return hashText(hashText(17, error.code), error.message) >>> 0 || 1;
  let digest = 1;
  for (const result of results) {
    digest = Math.imul(digest, 31) + (result.rowCount ?? -1);
    digest = hashText(digest, firstWord(result.command));
    for (const column of result.columns)
      digest = hashText(Math.imul(digest, 31) + builtInOid(column.typeOid), column.name);
    if (!withRows) continue;
    let sum = 0;
    for (const row of result.rows) {
      let hash = 7;
      for (const value of row) hash = value === null ? Math.imul(hash, 31) + 99 : hashText(hash, value);
      sum = (sum + hash) | 0;
    }
    digest = (Math.imul(digest, 31) + sum) | 0;
  }
  return digest >>> 0 || 1;
}

/** OIDs of types a file creates, as the row type of each table, differ from database to database. */
function builtInOid(oid: number): number {
  return oid < firstUserOid ? oid : 0;
}

/** `pg` keeps the first word of a command tag only. */
function firstWord(command: string): string {
  const space = command.indexOf(' ');
  return space < 0 ? command : command.slice(0, space);
}

function hashText(seed: number, text: string): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return (Math.imul(hash, 31) + 3) | 0;
}
