import { Button, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { spansEndingWith } from '../../parts/months.ts';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { AdminClosePeriodDocument, type PeriodState } from './generated.ts';

interface Period {
  readonly month: string;
  readonly state: PeriodState;
}

const TONES: Readonly<Record<PeriodState, Tone>> = { OPEN: 'calm', CLOSING: 'warn', CLOSED: 'good' };

/** What can be closed now: a month and the longer spans that end with it, once it is over. */
function spansToClose(month: string, state: PeriodState, current: string | undefined): readonly string[] {
  if (month === current) return [];
  const spans = spansEndingWith(month);
  return state === 'CLOSED' ? spans.slice(1) : spans;
}

/** The last months with their state. Closing asks first, because a closed statement never changes; meanwhile the progress is told. */
export function PeriodClose({
  periods,
  onClosed,
}: {
  readonly periods: readonly Period[];
  readonly onClosed: () => void;
}) {
  const { t } = useTranslation('admin');
  const [span, setSpan] = useState<string | null>(null);
  const [closed, setClosed] = useState<{ readonly span: string; readonly statements: number } | null>(null);
  const close = useCommand(AdminClosePeriodDocument);
  const run = async (wanted: string) => {
    const outcome = await close.run({ span: wanted });
    if (outcome.success) setClosed({ span: wanted, statements: outcome.success.statements.length });
    return outcome;
  };
  return (
    <section className="block">
      <h2>{t('settlement.periods')}</h2>
      <p role="status">{closed === null ? t('settlement.closeText') : t('settlement.closed', { ...closed })}</p>
      <DataTable
        label={t('settlement.periods')}
        rows={periods}
        rowKey={({ month }) => month}
        columns={[
          { title: t('settlement.month'), cell: ({ month }) => month },
          {
            title: t('settlement.state'),
            cell: ({ state }) => <StateTag tone={TONES[state]}>{t(`periodState.${state}`)}</StateTag>,
          },
          {
            title: t('actions'),
            isActions: true,
            cell: ({ month, state }) => (
              <span className="row-actions">
                {spansToClose(month, state, periods[0]?.month).map((one) => (
                  <Button key={one} size="small" onClick={() => setSpan(one)}>
                    {t('settlement.close', { span: one })}
                  </Button>
                ))}
              </span>
            ),
          },
        ]}
      />
      {span === null ? null : (
        <CommandDialog
          title={t('settlement.close', { span })}
          confirm={t('settlement.confirm')}
          isDangerous
          run={() => run(span)}
          onDone={() => {
            setSpan(null);
            onClosed();
          }}
          onClose={() => setSpan(null)}
        >
          <p>{t('settlement.confirmText')}</p>
          {close.running ? (
            <div role="status">
              {t('settlement.closing')}
              <Progress percent={100} status="active" showInfo={false} aria-label={t('settlement.closing')} />
            </div>
          ) : null}
        </CommandDialog>
      )}
    </section>
  );
}
