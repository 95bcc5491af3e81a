/** The figures that a platform counts, in the order in which they are shown; hours are minutes, all others are pieces. */
export const FIGURES = [
  'machineMinutes',
  'externalMachineMinutes',
  'servicesProvided',
  'servicesReceived',
  'visits',
  'catalogueQueries',
  'opacQueries',
  'fullTextPages',
  'documentDeliveries',
  'trackingItems',
] as const;
export type Figure = (typeof FIGURES)[number];

/** Is the figure a time in minutes? */
export function isTime(figure: Figure): boolean {
  return figure === 'machineMinutes' || figure === 'externalMachineMinutes';
}
