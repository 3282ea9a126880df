/** Bytes in the making, handed out piece by piece. */
export class ByteBuffer {
  /** Valid up to {@link length}; another array after every {@link reserve}. */
  bytes = new Uint8Array(256);
  length = 0;

  /** Makes room for so many bytes behind those there are. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** A copy of the bytes so far; those that follow start anew. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
