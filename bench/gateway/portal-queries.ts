/** What the portal's pages ask most: one query per page, each over the subgraphs that the page shows. */
export const PORTAL_QUERIES: Readonly<Record<string, string>> = {
  'find an instrument': `{ instruments(first: 20) { totalCount edges { node { id name model category unit { name } liveStatus { at } } } pageInfo { hasNextPage endCursor } } }`,
  'an instrument': `{ instrument(id: "i") { id name nameEn description keywords model serialNumber unit { id name } testItems(first: 10) { edges { node { id name } } } liveStatus { at until } outages(from: "2026-11-22T00:00:00.000Z", to: "2026-11-29T00:00:00.000Z") { __typename } } }`,
  'its calendar': `{ instrument(id: "i") { id name bookings(from: "2026-11-22T00:00:00.000Z", to: "2026-11-29T00:00:00.000Z", first: 100) { edges { node { id state slot { start end } user { name } unit { name } } } } } }`,
  'my bookings': `{ myBookings(first: 20) { edges { node { id state bookedMinutes slot { start end } instrument { id name unit { name } } } } pageInfo { hasNextPage } } }`,
  'bookings to confirm': `{ bookings(first: 50) { edges { node { id state purpose slot { start end } user { name email } unit { name } instrument { name } } } } }`,
  'test items': `{ testItems(first: 20) { edges { node { id name } } } }`,
  'my test requests': `{ myTestRequests(first: 20) { edges { node { id } } } }`,
  units: `{ units(first: 20) { edges { node { id name testItems(first: 3) { edges { node { name } } } } } } }`,
  experts: `{ experts(first: 20) { edges { node { id name unit { name } } } } }`,
  'my notices': `{ myNotices(first: 20) { __typename } }`,
};
