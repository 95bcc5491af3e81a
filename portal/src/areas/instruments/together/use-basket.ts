import { useState } from 'react';

/** An instrument that is to be booked together with others. */
export interface Picked {
  readonly id: string;
  readonly name: string;
}

export interface Basket {
  readonly picked: readonly Picked[];
  readonly has: (id: string) => boolean;
  readonly toggle: (instrument: Picked) => void;
  readonly clear: () => void;
}

const KEPT = 'mudan.together';
/** The most instruments of one set (the graph's own limit). */
export const MOST = 20;

/** The instruments that were picked to be booked together; kept until the browser's tab is closed. */
export function useBasket(): Basket {
  const [picked, setPicked] = useState<readonly Picked[]>(read);
  const keep = (next: readonly Picked[]): void => {
    sessionStorage.setItem(KEPT, JSON.stringify(next));
    setPicked(next);
  };
  const has = (id: string): boolean => picked.some((one) => one.id === id);
  return {
    picked,
    has,
    toggle: (instrument) =>
      keep(
        has(instrument.id) ? picked.filter(({ id }) => id !== instrument.id) : [...picked, instrument].slice(0, MOST),
      ),
    clear: () => keep([]),
  };
}

function read(): readonly Picked[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPicked) : [];
  } catch (error) {
    console.warn('What was picked could not be read.', error);
    return [];
  }
}

function isPicked(value: unknown): value is Picked {
  const { id, name } = (value ?? {}) as Partial<Picked>;
  return typeof id === 'string' && typeof name === 'string';
}
