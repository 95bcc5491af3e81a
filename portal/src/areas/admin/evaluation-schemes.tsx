import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table.tsx';
import type { AdminIndicatorsQuery } from './generated.ts';

const PARTS = ['machineHours', 'training', 'research', 'income', 'functions'] as const;

/** By which weights and grades a school year is evaluated, the scheme in force first. */
export function EvaluationSchemes({ schemes }: { readonly schemes: AdminIndicatorsQuery['evaluationSchemes'] }) {
  const { t } = useTranslation('admin');
  return (
    <section className="block">
      <h2>{t('schemes.title')}</h2>
      <DataTable
        label={t('schemes.title')}
        rows={schemes}
        rowKey={({ validFrom }) => validFrom}
        columns={[
          { title: t('schemes.validFrom'), cell: ({ validFrom }) => validFrom },
          ...PARTS.map((part) => ({
            title: t(`schemes.${part}`),
            isFigure: true,
            cell: (scheme: AdminIndicatorsQuery['evaluationSchemes'][number]) => `${scheme[part]}%`,
          })),
          {
            title: t('schemes.grades'),
            cell: ({ grades }) => grades.map(({ name, atLeast }) => `${name} ≥ ${atLeast}`).join('，'),
          },
        ]}
      />
    </section>
  );
}
