/** A place in degrees: longitude, latitude. */
type Position = readonly number[];
type Ring = readonly Position[];

/** What is used of a GeoJSON feature (RFC 7946): a district by name, with its outlines. */
export interface DistrictShape {
  readonly name: string;
  readonly rings: readonly Ring[];
}

interface Geometry {
  readonly type?: string;
  readonly coordinates?: unknown;
}
interface Feature {
  readonly properties?: { readonly name?: unknown } | null;
  readonly geometry?: Geometry | null;
}

/** The districts of a FeatureCollection; features without a name or an area are left out. */
export function shapesOf(collection: { readonly features?: readonly Feature[] }): readonly DistrictShape[] {
  return (collection.features ?? []).flatMap(({ properties, geometry }) => {
    const name = properties?.name;
    const rings = ringsOf(geometry ?? {});
    return typeof name === 'string' && rings.length > 0 ? [{ name, rings }] : [];
  });
}

function ringsOf({ type, coordinates }: Geometry): readonly Ring[] {
  if (type === 'Polygon') return coordinates as readonly Ring[];
  if (type === 'MultiPolygon') return (coordinates as readonly (readonly Ring[])[]).flat();
  return [];
}

export interface Outline {
  readonly name: string;
  /** SVG path data. */
  readonly path: string;
}

/** The districts as outlines that fill a picture of that width; its height follows. Degrees of longitude are shortened by the cosine of the middle latitude. */
export function outlines(
  shapes: readonly DistrictShape[],
  width: number,
): { readonly height: number; readonly outlines: readonly Outline[] } {
  const all = shapes.flatMap(({ rings }) => rings.flat());
  const [west, east] = extent(all.map(([longitude = 0]) => longitude));
  const [south, north] = extent(all.map(([, latitude = 0]) => latitude));
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = width / Math.max(Number.EPSILON, (east - west) * shrink);
  const point = ([longitude = 0, latitude = 0]: Position): string =>
    `${((longitude - west) * shrink * scale).toFixed(1)},${((north - latitude) * scale).toFixed(1)}`;
  const pathOf = ({ rings }: DistrictShape): string => rings.map((ring) => `M${ring.map(point).join('L')}Z`).join('');
  return {
    height: Math.round((north - south) * scale),
    outlines: shapes.map((shape) => ({ name: shape.name, path: pathOf(shape) })),
  };
}

function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
