import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { count as counted } from '../../../parts/format.ts';
import { Empty, Failed, Loading } from '../../../parts/states.tsx';
import { InstrumentFacetsDocument } from '../generated.ts';
import { DistrictMap } from './district-map.tsx';

interface Props {
  readonly scope: 'OWN' | 'NETWORK';
  readonly choose: (district: string) => void;
}

/** How many instruments each district has: on the operator's map where there is one, and always as a list. */
export function DistrictList({ scope, choose }: Props) {
  const { t } = useTranslation('instruments');
  const { data, loading, failure, refresh } = useRead(InstrumentFacetsDocument, { scope });
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  const districts = data?.instrumentDistricts ?? [];
  if (districts.length === 0) return <Empty />;
  const most = Math.max(...districts.map(({ count }) => count));
  return (
    <>
      <DistrictMap districts={districts} choose={choose} />
      <ul className="districts" aria-label={t('districts.title')}>
        {districts.map(({ district, count }) => (
          <li key={district}>
            <button type="button" onClick={() => choose(district)}>
              <span>{district}</span>
              <span className="district-bar" aria-hidden="true">
                <span style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <strong>{t('districts.count', { count, number: counted(count) })}</strong>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
