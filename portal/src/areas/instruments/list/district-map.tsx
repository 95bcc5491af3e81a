import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFace } from '../../../shell/face.ts';
import { type DistrictShape, outlines, shapesOf } from './project.ts';

interface Props {
  readonly districts: readonly { readonly district: string; readonly count: number }[];
  readonly choose: (district: string) => void;
}

const WIDTH = 720;
/** Share of the brand's colour in the district with the most instruments. */
const DEEPEST_PERCENT = 75;

/** The operator's map with the districts shaded by their number of instruments. The list beside it says and does the same without a mouse. */
export function DistrictMap({ districts, choose }: Props) {
  const { t } = useTranslation('instruments');
  const shapes = useBoundaries();
  const drawn = useMemo(() => outlines(shapes, WIDTH), [shapes]);
  if (shapes.length === 0) return null;
  const counts = new Map(districts.map(({ district, count }) => [district, count]));
  const most = Math.max(1, ...counts.values());
  const shade = (count: number): string =>
    `color-mix(in oklab, var(--brand) ${Math.round((count / most) * DEEPEST_PERCENT) + 5}%, white)`;
  return (
    <figure className="district-map">
      <svg viewBox={`0 0 ${WIDTH} ${drawn.height}`} role="img" aria-label={t('districts.map')}>
        {drawn.outlines.map(({ name, path }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of districts is the keyboard's way
          <path key={name} d={path} style={{ fill: shade(counts.get(name) ?? 0) }} onClick={() => choose(name)}>
            <title>{t('facet.counted', { name, count: counts.get(name) ?? 0 })}</title>
          </path>
        ))}
      </svg>
    </figure>
  );
}

function useBoundaries(): readonly DistrictShape[] {
  const { boundaries } = useFace();
  const [shapes, setShapes] = useState<readonly DistrictShape[]>([]);
  useEffect(() => {
    if (boundaries === null) return;
    fetch(boundaries)
      .then((response) => response.json())
      .then((collection: Parameters<typeof shapesOf>[0]) => setShapes(shapesOf(collection)))
      .catch((error: unknown) => console.warn(`${boundaries} could not be read.`, error));
  }, [boundaries]);
  return shapes;
}
