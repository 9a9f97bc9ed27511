/** Numbers by number, in pages of 256 of which only those in use exist; 0 stands for none. */
export class CodeMap {
  private readonly pages = new Map<number, Uint32Array>();
  private lastNumber = -1;
  private lastPage: Uint32Array | undefined = undefined;

  get(key: number): number {
    const number = key >>> 8;
    if (number !== this.lastNumber) {
      this.lastNumber = number;
      this.lastPage = this.pages.get(number);
    }
    return this.lastPage === undefined ? 0 : this.lastPage[key & 255]!;
  }

  set(key: number, value: number): void {
    const number = key >>> 8;
    let page = this.pages.get(number);
    if (page === undefined) {
      page = new Uint32Array(256);
      this.pages.set(number, page);
    }
    page[key & 255] = value;
    this.lastNumber = -1;
  }

  has(key: number): boolean {
    return this.get(key) !== 0;
  }
}
