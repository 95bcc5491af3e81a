import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { useFace } from '../../shell/face.ts';
import { Figures } from './figures.tsx';
import { HomeFiguresDocument } from './generated.ts';
import { KindTiles } from './kind-tiles.tsx';
import { NetworkMap } from './network-map.tsx';
import { News } from './news.tsx';
import { Ways } from './ways.tsx';
import './home.css';

/** Standards that many firms look for; each leads to the labs that work by it. */
const EXAMPLES = ['GB/T 228.1', 'GB/T 229', 'GB 5009.268', 'GB/T 10561'] as const;

/** The platform's front door: one search over all resources of the network, test items first. */
export default function HomePage() {
  const { t } = useTranslation('home');
  const { name, home } = useFace();
  const { data, failure } = useRead(HomeFiguresDocument, {});
  const figures = <Figures row={data?.statistics[0]} failed={failure !== undefined} />;
  return (
    <div className="home">
      <section className="hero">
        <h1>{name[currentLanguage()]}</h1>
        <p>{t('lead')}</p>
        <SearchBox place="home" />
        <p className="examples">
          {t('examples')}
          {EXAMPLES.map((standard) => (
            <Link key={standard} to={`/search?${new URLSearchParams({ q: standard })}`}>
              {standard}
            </Link>
          ))}
        </p>
      </section>
      <KindTiles facets={data?.search.facets} />
      {home === 'network' ? (
        <>
          {figures}
          <NetworkMap />
          <Ways />
        </>
      ) : (
        <>
          <Ways />
          {figures}
        </>
      )}
      <News />
      {home === 'network' ? null : <NetworkMap />}
    </div>
  );
}
