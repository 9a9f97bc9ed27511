/**
 * `aiondb doctor --data-dir D [--json] [--salvage NEW]`. Exit code 0: all is whole; 2: something is damaged; 1: it could not be
 * examined. A salvage gives 0 when nothing was lost, 2 when something was, 1 when it could not be done.
 */
import { storeKeyFrom } from '../../durability/index.ts';
import { type FileSystem, type Host, nodeFiles, nodeHost } from '../../host/index.ts';
import {
  type DoctorOptions,
  type DoctorReport,
  describeDamage,
  doctorReport,
  type SalvageReport,
  salvage,
} from '../../session/index.ts';
import { errorText } from './error-text.ts';

export interface DoctorCommand {
  readonly dataDir: string;
  readonly json?: boolean;
  /** Directory for a copy of what is whole. */
  readonly salvage?: string;
  readonly keyFile?: string;
}

/** What the command speaks to; process.stdout and process.stderr in earnest. */
export interface CommandStreams {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly files?: FileSystem;
  readonly host?: Host;
}

export function runDoctor(
  command: DoctorCommand,
  streams: CommandStreams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  return Promise.resolve().then(() => {
    const progress = new Progress(streams);
    try {
      const options = optionsOf(command, streams, progress);
      return command.salvage === undefined
        ? examine(command, options, streams, progress)
        : rescue(command, command.salvage, options, streams, progress);
    } catch (error) {
      progress.clear();
      streams.err.write(`aiondb doctor: ${errorText(error)}\n`);
      return 1;
    }
  });
}

function optionsOf(command: DoctorCommand, streams: CommandStreams, progress: Progress): DoctorOptions {
  const { files = nodeFiles, host = nodeHost } = streams;
  return {
    files,
    host,
    directory: command.dataDir,
    key: command.keyFile === undefined ? null : storeKeyFrom(files, command.keyFile),
    onProgress: (done, total, what) => progress.show(done, total, what),
  };
}

function examine(command: DoctorCommand, options: DoctorOptions, { out }: CommandStreams, progress: Progress): number {
  const report = doctorReport(options);
  progress.clear();
  out.write(command.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return report.status === 'healthy' ? 0 : 2;
}

function rescue(
  command: DoctorCommand,
  target: string,
  options: DoctorOptions,
  { out }: CommandStreams,
  progress: Progress,
): number {
  const report = salvage(options, target);
  progress.clear();
  out.write(command.json === true ? `${JSON.stringify(report, null, 2)}\n` : salvageText(report));
  return isComplete(report) ? 0 : 2;
}

function isComplete(report: SalvageReport): boolean {
  const { losses, skippedChanges, transactionsLost, sequencesLost, brokenConstraints } = report;
  return (
    losses.length + skippedChanges + transactionsLost + sequencesLost.length + brokenConstraints.length === 0 &&
    !report.logDamaged
  );
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];

export function reportText(report: DoctorReport): string {
  const lines = [`Data directory ${report.directory}`, ''];
  for (const file of report.files) {
    const state = file.orphan ? ', named by no root' : '';
    lines.push(
      `  ${file.name}  ${file.bytes} bytes, ${plural(file.chunks, 'chunk')}, ${file.chunksInUse} in use${state}`,
    );
  }
  const { log } = report;
  if (log !== null) {
    const torn = log.tornBytes === 0 ? '' : `, ${log.tornBytes} torn bytes`;
    lines.push(
      `  log  ${plural(log.segments, 'segment')}, ${plural(log.transactions, 'transaction')} to replay in ${plural(log.frames, 'frame')}${torn}`,
    );
  }
  lines.push('');
  for (const table of report.tables) {
    lines.push(`  ${table.name}  ${plural(table.rows, 'row')}, ${table.indexes.length} indexes: ${table.status}`);
  }
  lines.push(`  ${plural(report.views, 'view')}, ${plural(report.sequences, 'sequence')}`, '');
  lines.push(...listed('Notes:', report.notes), ...listed('Damage:', report.damages.map(describeDamage)));
  lines.push(
    report.status === 'healthy'
      ? 'Everything is whole.'
      : `${plural(report.damages.length, 'damage')} found. "aiondb doctor --salvage" copies what is whole to a new directory.`,
  );
  return `${lines.join('\n')}\n`;
}

export function salvageText(report: SalvageReport): string {
  const lost = report.losses.map(
    ({ table, rows }) => `${table}: ${rows === null ? 'all rows of the last checkpoint' : plural(rows, 'row')}`,
  );
  const log = [
    ...(report.logDamaged ? ['the log was replayed up to its first damage'] : []),
    ...(report.transactionsLost > 0
      ? [`${plural(report.transactionsLost, 'transaction')} behind damage of the log`]
      : []),
    ...(report.skippedChanges > 0 ? [`${plural(report.skippedChanges, 'change')} of rows that are lost`] : []),
    ...report.sequencesLost.map((name) => `the counter of sequence ${name}, which begins anew`),
  ];
  const lines = [
    `Copied ${plural(report.tables, 'table')} with ${plural(report.rows, 'row')} from ${report.directory} to ${report.target}.`,
    '',
    ...listed('Damage:', report.damages.map(describeDamage)),
    ...listed('Notes:', report.notes),
    ...listed('Lost:', [...lost, ...log]),
    ...listed('Constraints that hold no longer:', report.brokenConstraints),
    isComplete(report) ? 'Nothing was lost.' : 'The rest is whole.',
  ];
  return `${lines.join('\n')}\n`;
}

/** One line on a terminal, written over. */
class Progress {
  private readonly err: CommandStreams['err'];
  private shown = false;
  private lastAt = 0;

  constructor({ err }: CommandStreams) {
    this.err = err;
  }

  show(done: number, total: number, what: string): void {
    const now = performance.now();
    if (this.err.isTTY !== true || now - this.lastAt < 100) return;
    this.lastAt = now;
    this.shown = true;
    this.err.write(`\r\x1b[K${Math.floor((100 * done) / Math.max(total, 1))} % ${what}`);
  }

  clear(): void {
    if (this.shown) this.err.write('\r\x1b[K');
    this.shown = false;
  }
}
