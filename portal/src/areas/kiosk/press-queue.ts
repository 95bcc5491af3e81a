/** One press of the button: its key makes sure that it counts once, however often it is sent. */
export interface Press {
  readonly idempotencyKey: string;
  readonly code: string;
  /** When it was made: it counts from then. */
  readonly at: string;
  /** Of whom: a tablet passes from hand to hand. */
  readonly user: string;
}

const KEY = 'mudan.kiosk.presses';
/** A tablet that is never online again must not fill up. */
const MOST = 50;

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Presses that wait for the network, oldest first. They survive a reload and an empty battery. */
export class PressQueue {
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  waiting(user: string): readonly Press[] {
    return this.#all().filter((press) => press.user === user);
  }

  /** Keeps a press. False when there is no room for it: then it must not be promised. */
  add(press: Press): boolean {
    const all = this.#all();
    if (all.length >= MOST) return false;
    this.#keep([...all, press]);
    return true;
  }

  /** The press was answered. */
  remove(idempotencyKey: string): void {
    this.#keep(this.#all().filter((press) => press.idempotencyKey !== idempotencyKey));
  }

  #all(): readonly Press[] {
    const text = this.#shelf.getItem(KEY);
    if (text === null) return [];
    try {
      const kept: unknown = JSON.parse(text);
      return Array.isArray(kept) ? kept.filter(isPress) : [];
    } catch {
      return [];
    }
  }

  #keep(presses: readonly Press[]): void {
    if (presses.length === 0) this.#shelf.removeItem(KEY);
    else this.#shelf.setItem(KEY, JSON.stringify(presses));
  }
}

function isPress(value: unknown): value is Press {
  const press = value as Partial<Press> | null;
  return [press?.idempotencyKey, press?.code, press?.at, press?.user].every((part) => typeof part === 'string');
}
