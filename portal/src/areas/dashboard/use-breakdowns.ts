import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlatformName } from '../../parts/platform-name.ts';
import type { BarsData } from './bars-panel.tsx';
import { chartHours, type Span, totalBy, undividedOf } from './figures.ts';
import type { DashboardFiguresQuery } from './generated.ts';
import { figureText, listOf } from './use-figure-text.ts';

const MOST_BARS = 10;

interface Bar {
  readonly name: string;
  readonly minutes: number;
  readonly to: string;
}

/** Machine-hours by unit, kind of unit, district and category of the instruments, and how many instruments there are: the largest first. */
export function useBreakdowns(data: DashboardFiguresQuery, span: Span) {
  const { t } = useTranslation('dashboard');
  const platformName = usePlatformName();
  return useMemo(() => {
    const grouped = (keyOf: (unit: NonNullable<DashboardFiguresQuery['units'][number]['unit']>) => string | null) =>
      [...totalBy(data.units, ({ unit }) => (unit ? keyOf(unit) : null))].map(([name, { machineMinutes }]) => ({
        name,
        minutes: machineMinutes,
        to: listOf('machineMinutes', span),
      }));
    const units = data.units.flatMap(({ unit, machineMinutes }) =>
      unit ? [{ name: unit.name, minutes: machineMinutes, to: listOf('machineMinutes', span, { unit: unit.id }) }] : [],
    );
    const categories = [...totalBy(data.categories, ({ category }) => category)].map(([name, { machineMinutes }]) => ({
      name,
      minutes: machineMinutes,
      to: listOf('machineMinutes', span, { by: 'category', category: name }),
    }));
    const undivided = undividedOf(data.units).map(platformName);
    const note = undivided.length === 0 ? undefined : t('panel.undivided', { platforms: undivided.join('、') });
    const kinds = grouped(({ kind }) => t(`frame:unitKind.${kind}`));
    return {
      byUnit: { ...hoursPanel(t('panel.byUnit'), t('panel.unit'), t('panel.hours'), units), note },
      byDistrict: hoursPanel(
        t('panel.byDistrict'),
        t('panel.district'),
        t('panel.hours'),
        data.districtHours.map(barOf),
      ),
      byCategory: {
        ...hoursPanel(t('panel.byCategory'), t('panel.category'), t('panel.hours'), categories),
        note,
      },
      inDistricts: countPanel(
        t('panel.inDistricts'),
        t('panel.district'),
        t('panel.instruments'),
        data.instrumentDistricts.map(({ district, count }) => ({ name: district, count })),
        'district',
        'NETWORK',
      ),
      byKind: hoursPanel(t('panel.byKind'), t('panel.kind'), t('panel.hours'), kinds),
      inCategories: countPanel(
        t('panel.inCategories'),
        t('panel.category'),
        t('panel.instruments'),
        data.instrumentCategories.map(({ category, count }) => ({ name: category, count })),
        'category',
        'OWN',
      ),
    };
  }, [data, span, t, platformName]);
}

/** Hours of the platform's own instruments in a district; the bar leads to these. */
function barOf({ name, effectiveMinutes }: { readonly name: string; readonly effectiveMinutes: number }): Bar {
  return {
    name,
    minutes: effectiveMinutes,
    to: `/instruments?${new URLSearchParams({ district: name, scope: 'OWN' })}`,
  };
}

function hoursPanel(title: string, nameTitle: string, valueTitle: string, bars: readonly Bar[]): BarsData {
  const largest = [...bars].sort((a, b) => b.minutes - a.minutes);
  return {
    title,
    nameTitle,
    valueTitle,
    bars: largest.slice(0, MOST_BARS).map(({ name, minutes, to }) => ({
      name,
      value: chartHours(minutes),
      text: figureText('machineMinutes', minutes),
      to,
    })),
  };
}

/** Instruments by a facet of their list, which each bar leads to. */
function countPanel(
  title: string,
  nameTitle: string,
  valueTitle: string,
  counts: readonly { readonly name: string; readonly count: number }[],
  facet: 'category' | 'district',
  scope: 'OWN' | 'NETWORK',
): BarsData {
  const largest = [...counts].sort((a, b) => b.count - a.count);
  return {
    title,
    nameTitle,
    valueTitle,
    bars: largest.slice(0, MOST_BARS).map(({ name, count }) => ({
      name,
      value: count,
      text: String(count),
      to: `/instruments?${new URLSearchParams({ [facet]: name, scope })}`,
    })),
  };
}
