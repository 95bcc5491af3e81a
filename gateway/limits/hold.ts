const MAX_HELD = 1_000;

/** Makes clients wait for their refusal: one that does not heed it gets the next one later. At most 1,000 wait; the others are refused at once. */
export class RefusalHold {
  readonly #milliseconds: number;
  #held = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  async wait(): Promise<void> {
    if (this.#held >= MAX_HELD) return;
    this.#held++;
    await new Promise((resolve) => setTimeout(resolve, this.#milliseconds));
    this.#held--;
  }
}
