import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { money } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { DisputeMyLineDocument } from '../generated.ts';
import type { Statement } from './statement-steps.tsx';

/** Which line is not accepted, and why: the creditor answers. */
export function DisputeDialog(props: {
  readonly statement: Statement;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('my');
  const { statement, onClose, onDone } = props;
  const lines = statement.lines.edges.map(({ node }) => node).filter(({ kind }) => kind !== 'PAYMENT');
  const [entryId, setEntryId] = useState(lines[0]?.entryId ?? '');
  const [reason, setReason] = useState('');
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const command = useCommand(DisputeMyLineDocument);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = { statementId: statement.id, entryId, reason: reason.trim() };
    const { success, refusal, failure } = await command.run(input);
    setTold({ refusal, failure });
    if (success) onDone();
  };
  return (
    <Dialog title={t('statements.dispute')} onClose={onClose}>
      <form className="dialog-form" onSubmit={(event) => void submit(event)}>
        <label className="labelled">
          {t('statements.line')}
          <select value={entryId} onChange={(event) => setEntryId(event.target.value)}>
            {lines.map((line) => (
              <option key={line.entryId} value={line.entryId}>
                {line.text} {money(line.fen)}
              </option>
            ))}
          </select>
        </label>
        <label className="labelled">
          {t('cancel.reason')}
          <textarea
            required
            rows={3}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <Refusal {...told} />
        <button type="submit" className="button" disabled={command.running}>
          {t('statements.disputeGo')}
        </button>
      </form>
    </Dialog>
  );
}
