import { useEffect } from 'react';

/** The address that the browser opened; the first page takes no focus away from where the browser put it. */
let last: string | null = null;

/** Each page begins at its top, and the keyboard and screen readers begin in its main part. */
export function useArrival(pathname: string): void {
  useEffect(() => {
    if (last === pathname) return;
    const isFirst = last === null;
    last = pathname;
    if (isFirst) return;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}
