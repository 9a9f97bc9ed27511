/** One line of progress that replaces itself, on a terminal; elsewhere nothing. */
import type { Host } from '../../host/index.ts';

export interface ErrorOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Often enough to look alive. */
const intervalMs = 100;

export class ProgressLine {
  private readonly output: ErrorOutput;
  private readonly host: Host;
  private shownAtMs = Number.NEGATIVE_INFINITY;
  private shown = false;

  constructor(output: ErrorOutput, host: Host) {
    this.output = output;
    this.host = host;
  }

  show(text: () => string): void {
    if (this.output.isTTY !== true) return;
    const now = this.host.monotonicMs();
    if (now - this.shownAtMs < intervalMs) return;
    this.shownAtMs = now;
    this.shown = true;
    this.output.write(`\r\u001b[K${text()}`);
  }

  /** Leaves the line empty, for what is written next. */
  clear(): void {
    if (this.shown) this.output.write('\r\u001b[K');
    this.shown = false;
  }
}

export function sizeText(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const) {
    if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`;
  }
  return `${bytes} bytes`;
}
