/** Where one settles what stands in the way of an erasure, by its kind; what is not here is settled by the platform's staff. */
const ADDRESSES: Readonly<Record<string, (id: string) => string>> = {
  booking: (id) => `/my/bookings/${encodeURIComponent(id)}`,
  waitlist: () => '/my/waitlist',
  testRequest: (id) => `/requests/${encodeURIComponent(id)}`,
  complaint: () => '/complaints',
  expertRequest: () => '/my/requests',
  delivery: () => '/my/requests',
  statement: (id) => `/my/statements/${encodeURIComponent(id)}`,
};

/** The page on which a matter is settled; null: nobody but the platform's staff can. */
export function matterAddress(kind: string, id: string): string | null {
  return ADDRESSES[kind]?.(id) ?? null;
}
