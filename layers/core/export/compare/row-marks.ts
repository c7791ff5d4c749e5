/** Some rows of a file, a bit for each: a million is 128 kB. */
export class RowMarks {
  count = 0;
  #bits = new Uint8Array(1024);

  mark(row: number): void {
    if (this.has(row)) return;
    this.#grow(row);
    this.#bits[row >> 3]! |= 1 << (row & 7);
    this.count += 1;
  }

  /** Marks the first rows. */
  markAll(rows: number): void {
    for (let row = 0; row < rows; row++) this.mark(row);
  }

  has(row: number): boolean {
    return ((this.#bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  #grow(row: number): void {
    let size = this.#bits.length;
    while (size <= row >> 3) size *= 2;
    if (size === this.#bits.length) return;
    const larger = new Uint8Array(size);
    larger.set(this.#bits);
    this.#bits = larger;
  }
}
