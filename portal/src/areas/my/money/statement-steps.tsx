import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { useSession } from '../../../session/use-session.ts';
import { ConfirmMyStatementDocument, type MyStatementQuery } from '../generated.ts';
import { DisputeDialog } from './dispute-dialog.tsx';
import { InvoiceDialog } from './invoice-dialog.tsx';

export type Statement = NonNullable<MyStatementQuery['statement']>;

/** What the debtor does with a statement: accept it, dispute a line, ask for the invoice. The graph says which is possible now. */
export function StatementSteps({
  statement,
  onChanged,
}: {
  readonly statement: Statement;
  readonly onChanged: () => void;
}) {
  const { t } = useTranslation('my');
  const [open, setOpen] = useState<'dispute' | 'invoice' | null>(null);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const confirm = useCommand(ConfirmMyStatementDocument);
  const { user, unit } = useSession();
  const isDebtor = statement.debtor === unit || statement.debtor === user?.id;
  const may = (step: string): boolean => isDebtor && statement.possible.includes(step);
  const accept = async (): Promise<void> => {
    const { success, refusal, failure } = await confirm.run({ statementId: statement.id });
    setTold({ refusal, failure });
    if (success) onChanged();
  };
  const close = (): void => setOpen(null);
  const done = (): void => {
    close();
    onChanged();
  };
  return (
    <>
      {may('confirm') ? (
        <button type="button" className="button button-small" disabled={confirm.running} onClick={() => void accept()}>
          {t('statements.confirm')}
        </button>
      ) : null}
      {may('dispute') ? (
        <button type="button" className="button button-plain button-small" onClick={() => setOpen('dispute')}>
          {t('statements.dispute')}
        </button>
      ) : null}
      {may('requestInvoice') ? (
        <button type="button" className="button button-plain button-small" onClick={() => setOpen('invoice')}>
          {t('statements.invoice')}
        </button>
      ) : null}
      <Refusal {...told} />
      {open === 'dispute' ? <DisputeDialog statement={statement} onClose={close} onDone={done} /> : null}
      {open === 'invoice' ? <InvoiceDialog statement={statement} onClose={close} onDone={done} /> : null}
    </>
  );
}
