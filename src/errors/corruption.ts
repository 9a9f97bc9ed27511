/** Bytes read back are not the bytes written: always names the file and the offset. SQLSTATE XX001. */
export class CorruptionError extends Error {
  readonly code = 'XX001';
  readonly file: string;
  readonly offset: number;

  constructor(file: string, offset: number, message: string) {
    super(`${file} at offset ${offset}: ${message}`);
    this.name = 'CorruptionError';
    this.file = file;
    this.offset = offset;
  }
}
