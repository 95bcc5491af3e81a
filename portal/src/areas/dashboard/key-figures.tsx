import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FIGURES } from '../../parts/figures.ts';
import type { Figures, Span } from './figures.ts';
import { listOf, useFigureName, useWallText } from './use-figure-text.ts';

/** Every figure of the span, over the platform and those below it; each leads to its list. */
export function KeyFigures({ figures, span }: { readonly figures: Figures; readonly span: Span }) {
  const { t } = useTranslation('dashboard');
  const name = useFigureName();
  const text = useWallText();
  return (
    <ul className="wall-figures" aria-label={t('keyFigures')}>
      {FIGURES.map((figure) => (
        <li key={figure}>
          <Link to={listOf(figure, span)}>
            <span>{name(figure)}</span>
            <strong>{text(figure, figures[figure])}</strong>
          </Link>
        </li>
      ))}
    </ul>
  );
}
