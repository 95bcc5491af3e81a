import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { RequestMyInvoiceDocument } from '../generated.ts';
import type { Statement } from './statement-steps.tsx';

/** To whom the invoice is made out. */
export function InvoiceDialog(props: {
  readonly statement: Statement;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('my');
  const { statement, onClose, onDone } = props;
  const [title, setTitle] = useState(statement.debtorUnit?.name ?? '');
  const [creditCode, setCreditCode] = useState('');
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const command = useCommand(RequestMyInvoiceDocument);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const code = creditCode.trim().toUpperCase();
    const input = { statementId: statement.id, title: title.trim(), ...(code === '' ? {} : { creditCode: code }) };
    const { success, refusal, failure } = await command.run(input);
    setTold({ refusal, failure });
    if (success) onDone();
  };
  return (
    <Dialog title={t('statements.invoice')} onClose={onClose}>
      <form className="dialog-form" onSubmit={(event) => void submit(event)}>
        <label className="labelled">
          {t('statements.invoiceTitle')}
          <input required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label className="labelled">
          {t('statements.creditCode')}
          <input maxLength={18} value={creditCode} onChange={(event) => setCreditCode(event.target.value)} />
        </label>
        <Refusal {...told} />
        <button type="submit" className="button" disabled={command.running}>
          {t('statements.invoiceGo')}
        </button>
      </form>
    </Dialog>
  );
}
