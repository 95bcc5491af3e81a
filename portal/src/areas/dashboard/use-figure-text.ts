import { useTranslation } from 'react-i18next';
import { type Figure, isTime } from '../../parts/figures.ts';
import { count, hours } from '../../parts/format.ts';
import { chartHours, type Span } from './figures.ts';

/** A figure as text: hours of minutes, or a number of pieces. */
export function figureText(figure: Figure, value: number): string {
  return isTime(figure) ? hours(value) : count(value);
}

/** A figure on the wall, where there is no room for minutes: hours with one place. Its list has the exact figure. */
export function useWallText(): (figure: Figure, value: number) => string {
  const { t } = useTranslation('dashboard');
  return (figure, value) => (isTime(figure) ? t('wallHours', { hours: count(chartHours(value)) }) : count(value));
}

/** The names of the figures in the user's language. */
export function useFigureName(): (figure: Figure) => string {
  const { t } = useTranslation('dashboard');
  return (figure) => t(`figure.${figure}`);
}

/** The list behind a figure: of one unit, by category, of one category. */
export function listOf(
  figure: Figure,
  span: Span,
  part: { readonly unit?: string; readonly by?: 'category'; readonly category?: string } = {},
): string {
  return `/dashboard/figures?${new URLSearchParams({ figure, ...span, ...part })}`;
}
