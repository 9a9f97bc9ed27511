/** Text for a slow receiver: small pieces are gathered into chunks, and who writes can ask whether to wait. */
export type WriteText = (text: string) => void | Promise<void>;

/** UTF-16 units of a chunk: large enough that a call a chunk costs nothing. */
const chunkUnits = 65_536;

export class TextWriter {
  /** UTF-16 units given to the receiver and waiting for it. */
  written = 0;
  private readonly receive: WriteText;
  private pieces: string[] = [];
  private units = 0;

  constructor(receive: WriteText) {
    this.receive = receive;
  }

  write(text: string): void {
    this.pieces.push(text);
    this.units += text.length;
    this.written += text.length;
  }

  /** A chunk is waiting. */
  get full(): boolean {
    return this.units >= chunkUnits;
  }

  /** Hands over what has gathered; ends when the receiver has taken it. */
  async flush(): Promise<void> {
    if (this.units === 0) return;
    const text = this.pieces.join('');
    this.pieces = [];
    this.units = 0;
    await this.receive(text);
  }
}
