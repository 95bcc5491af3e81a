/** A place, WGS 84, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius of the earth in metres (IUGG). */
const EARTH_METRES = 6_371_009;

/** The great circle between two places in whole metres (haversine); null when either is unknown. Off by up to half a percent: the earth is no sphere. */
export function distanceMetres(from: Place | null, to: Place | null): number | null {
  if (!from || !to) return null;
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const half = (difference: number): number => Math.sin(difference / 2) ** 2;
  const chord = half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(to.longitude - from.longitude));
  return Math.round(2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, chord))));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
