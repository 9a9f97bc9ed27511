/** Data for COPY FROM out of something that has to be awaited: one piece at a time, read when the statement asks for it. */
import type { Buffer } from 'node:buffer';
import type { CopyInput } from '../session/index.ts';

export abstract class PulledInput implements CopyInput {
  protected ended = false;
  private piece: Buffer | null = null;
  private failure: { readonly error: unknown } | null = null;

  /** The next piece, which may be empty; sets `ended` when none comes after it. */
  protected abstract read(): Promise<Buffer | null>;

  protected get failed(): boolean {
    return this.failure !== null;
  }

  take(): Buffer | 'end' | null {
    if (this.failure !== null) throw this.failure.error;
    const { piece } = this;
    this.piece = null;
    if (piece !== null && piece.length > 0) return piece;
    return this.ended ? 'end' : null;
  }

  whenReady(wake: () => void): void {
    this.read().then(
      (piece) => {
        this.piece = piece;
        wake();
      },
      (error: unknown) => {
        this.failure = { error };
        wake();
      },
    );
  }
}
