/**
 * The bytes of a file, in pages that copies share until one of them writes. Making a copy costs the same whatever the size; the
 * first write after it copies the list of pages, and each page it touches.
 * A page that is not in the list reads as zeros. Invariant: bytes of a page behind the file's end are zero.
 */
export const pageBytes = 4096;

/** Only the contents whose mark a page carries may write to it. */
interface Page {
  readonly bytes: Uint8Array;
  readonly owner: object;
}

export class Contents {
  size: number;
  private pages: (Page | undefined)[];
  /** The list itself is someone else's too. */
  private isShared: boolean;
  private owner: object = {};

  constructor(source: Contents | null = null) {
    this.size = source === null ? 0 : source.size;
    this.pages = source === null ? [] : source.pages;
    this.isShared = source !== null;
  }

  copy(): Contents {
    this.isShared = true;
    this.owner = {};
    return new Contents(this);
  }

  /** As far as the file reaches; how many. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): number {
    const end = Math.min(this.size, position + length);
    for (let at = position; at < end; ) {
      const start = at % pageBytes;
      const count = Math.min(pageBytes - start, end - at);
      const page = this.pages[(at - start) / pageBytes];
      const to = offset + at - position;
      if (page === undefined) buffer.fill(0, to, to + count);
      else buffer.set(page.bytes.subarray(start, start + count), to);
      at += count;
    }
    return Math.max(0, end - position);
  }

  write(buffer: Uint8Array, offset: number, length: number, position: number): void {
    const end = position + length;
    for (let at = position; at < end; ) {
      const start = at % pageBytes;
      const count = Math.min(pageBytes - start, end - at);
      const from = offset + at - position;
      const page = this.writablePage((at - start) / pageBytes, count === pageBytes);
      page.set(buffer.subarray(from, from + count), start);
      at += count;
    }
    if (end > this.size) this.size = end;
  }

  /** What is cut off is zeros when the file grows again. */
  resize(size: number): void {
    if (size < this.size) {
      const kept = Math.ceil(size / pageBytes);
      if (this.pages.length > kept) this.ownList().length = kept;
      const start = size % pageBytes;
      if (start !== 0 && this.pages[kept - 1] !== undefined) this.writablePage(kept - 1, false).fill(0, start);
    }
    this.size = size;
  }

  pageCount(): number {
    let count = 0;
    for (const page of this.pages) if (page !== undefined) count++;
    return count;
  }

  /** How many bytes of a write can be taken, if only so many pages may be added. */
  bytesThatFit(position: number, length: number, pagesFree: number): number {
    let free = pagesFree;
    for (let at = position; at < position + length; at += pageBytes - (at % pageBytes)) {
      if (this.pages[Math.floor(at / pageBytes)] === undefined && free-- <= 0) return at - position;
    }
    return length;
  }

  private ownList(): (Page | undefined)[] {
    if (this.isShared) this.pages = this.pages.slice();
    this.isShared = false;
    return this.pages;
  }

  private writablePage(index: number, isReplaced: boolean): Uint8Array {
    const pages = this.ownList();
    const page = pages[index];
    if (page !== undefined && page.owner === this.owner) return page.bytes;
    const bytes = page === undefined || isReplaced ? new Uint8Array(pageBytes) : page.bytes.slice();
    pages[index] = { bytes, owner: this.owner };
    return bytes;
  }
}
