/** Random numbers and identifiers that repeat exactly when the seed does. */
export class Randomness {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** A number in [0, 1): the mulberry32 generator, which is small and good enough for names and coin tosses. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @param {number} length */
  bytes(length) {
    return Buffer.from(Array.from({ length }, () => Math.floor(this.next() * 256)));
  }

  /** A version 4 UUID. */
  uuid() {
    const bytes = this.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString("hex");
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join("-");
  }

  /** @param {number} bytes */
  text(bytes) {
    return this.bytes(bytes).toString("base64url");
  }

  /** Another source, which this one's seed determines as well. */
  sibling() {
    return new Randomness(this.seed ^ 0x9e3779b9);
  }

  /**
   * Starts again from a seed.
   * @param {number} seed
   */
  restart(seed) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }
}
