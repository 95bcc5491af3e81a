/** A place on the earth, WGS 84, in degrees. */
export interface GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
}

/** Is it a place: latitude −90 to 90, longitude −180 to 180? */
export function isGeoPoint(value: unknown): value is GeoPoint {
  if (typeof value !== 'object' || value === null) return false;
  const { latitude, longitude } = value as Partial<Record<keyof GeoPoint, unknown>>;
  return within(latitude, 90) && within(longitude, 180);
}

/** The place that a record or an event carries; null for anything else. */
export function geoPoint(value: unknown): GeoPoint | null {
  return isGeoPoint(value) ? { latitude: value.latitude, longitude: value.longitude } : null;
}

function within(degrees: unknown, most: number): boolean {
  return typeof degrees === 'number' && Number.isFinite(degrees) && Math.abs(degrees) <= most;
}
