import { type KeyboardEvent, type PointerEvent, useCallback, useRef, useState } from 'react';
import { extended, type GridSize, moved, type Place, type Selection } from './selection.ts';

export interface GridSelection {
  readonly selection: Selection | null;
  /** The field that the keyboard is at. */
  readonly place: Place;
  readonly clear: () => void;
  /** Listeners of the element with the role `grid`; its fields carry `data-day` and `data-row`. */
  readonly listeners: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: () => void;
    readonly onClick: (event: React.MouseEvent<HTMLElement>) => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
}

interface Options {
  readonly size: GridSize;
  readonly onChoose: (selection: Selection) => void;
  /** Page up and page down: the days before or after. */
  readonly onTurn: (direction: -1 | 1) => void;
}

/** Marks fields of a grid by dragging, by touching one, or by the keyboard: arrows move, shift extends, enter and space choose, escape forgets. */
export function useGridSelection({ size, onChoose, onTurn }: Options): GridSelection {
  const [selection, setSelection] = useState<Selection | null>(null);
  const [place, setPlace] = useState<Place>({ day: 0, row: 0 });
  const dragged = useRef<Selection | null>(null);
  const mark = useCallback((next: Selection | null) => setSelection(next), []);
  const drag = (next: Selection): void => {
    dragged.current = next;
    mark(next);
  };
  return {
    selection,
    place,
    clear: useCallback(() => mark(null), [mark]),
    listeners: {
      onPointerDown(event) {
        const at = placeOf(event.target);
        if (!at || event.button !== 0 || event.pointerType === 'touch') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setPlace(at);
        drag({ day: at.day, anchor: at.row, head: at.row });
      },
      onPointerMove(event) {
        if (!dragged.current) return;
        const at = placeOf(document.elementFromPoint(event.clientX, event.clientY));
        if (at && at.row !== dragged.current.head) drag(extended(dragged.current, at.row));
      },
      onPointerUp() {
        if (dragged.current) onChoose(dragged.current);
        dragged.current = null;
      },
      onPointerCancel() {
        dragged.current = null;
        mark(null);
      },
      onClick(event) {
        // A finger scrolls by dragging: a touch marks one field.
        const at =
          (event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch' ? placeOf(event.target) : null;
        if (!at) return;
        const touched = { day: at.day, anchor: at.row, head: at.row };
        setPlace(at);
        mark(touched);
        onChoose(touched);
      },
      onKeyDown(event) {
        const at = placeOf(event.target) ?? place;
        const next = moved(event.key, at, size);
        const single = { day: at.day, anchor: at.row, head: at.row };
        if (next) {
          const isExtending = event.shiftKey && next.day === at.day;
          mark(isExtending ? extended(selection ?? single, next.row) : null);
          setPlace(next);
          focusField(event.currentTarget, next);
        } else if (event.key === 'Enter' || event.key === ' ') {
          mark(selection ?? single);
          onChoose(selection ?? single);
        } else if (event.key === 'Escape') mark(null);
        else if (event.key === 'PageUp' || event.key === 'PageDown') onTurn(event.key === 'PageUp' ? -1 : 1);
        else return;
        event.preventDefault();
      },
    },
  };
}

function placeOf(target: EventTarget | null): Place | null {
  const field = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return field ? { day: Number(field.dataset.day), row: Number(field.dataset.row) } : null;
}

function focusField(grid: HTMLElement, { day, row }: Place): void {
  grid.querySelector<HTMLElement>(`[data-day="${day}"][data-row="${row}"]`)?.focus();
}
