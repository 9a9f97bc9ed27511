/** Tables too large to be kept, as their number of lines and a digest of them. */
import { createHash } from 'node:crypto';

export interface Digest {
  readonly lines: number;
  readonly sha256: string;
}

/** Of each set: bytes with their text, characters with their bytes, and byte sequences with their length or what is wrong. */
export type Digests = Readonly<Record<'decoded' | 'encoded' | 'measured', Digest>>;

/** Those of the sets by name, and of direct conversions by pair. */
export interface Recorded {
  readonly sets: Readonly<Record<string, Digests>>;
  readonly pairs: Readonly<Record<string, Digest>>;
}

/** Of lines of what is given and what comes of it; null: nothing does, and there is no line. */
export class DigestOf {
  private readonly hash = createHash('sha256');
  private lines = 0;
  private text = '';

  add(given: string, result: string | null): void {
    if (result === null) return;
    this.lines++;
    this.text += `${given} ${result}\n`;
    if (this.text.length < 65_536) return;
    this.hash.update(this.text);
    this.text = '';
  }

  end(): Digest {
    return { lines: this.lines, sha256: this.hash.update(this.text).digest('hex') };
  }
}
