import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandDialog, type DialogOutcome } from './command-dialog.tsx';
import './row-actions.css';

/** One thing that can be done with a record. */
export interface RowAction {
  readonly name: string;
  /** What it means, told before it is confirmed. */
  readonly text?: string;
  readonly isDangerous?: boolean;
  /** The command needs a reason. */
  readonly asksReason?: boolean;
  readonly run: (reason: string) => Promise<DialogOutcome>;
}

const LONGEST_REASON = 500;

/** The controls of one record; each asks before it acts, for a reason where one is needed, and shows why it was refused. `about` names the record. */
export function RowActions(props: {
  readonly about: string;
  readonly actions: readonly RowAction[];
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('frame');
  const [open, setOpen] = useState<RowAction | null>(null);
  const done = (): void => {
    setOpen(null);
    props.onDone();
  };
  return (
    <span className="row-actions">
      {props.actions.map((action) => (
        <Button
          key={action.name}
          size="small"
          danger={action.isDangerous ?? false}
          aria-label={`${action.name} ${props.about}`}
          onClick={() => setOpen(action)}
        >
          {action.name}
        </Button>
      ))}
      {open === null ? null : (
        <CommandDialog<{ readonly reason?: string }>
          title={`${open.name} · ${props.about}`}
          confirm={open.name}
          isDangerous={open.isDangerous ?? false}
          run={({ reason }) => open.run(reason?.trim() ?? '')}
          onDone={done}
          onClose={() => setOpen(null)}
        >
          {open.text === undefined ? null : <p>{open.text}</p>}
          {open.asksReason ? (
            <Form.Item
              name="reason"
              label={t('action.reason')}
              rules={[{ required: true, whitespace: true, message: t('action.reasonMissing') }]}
            >
              <Input.TextArea rows={3} maxLength={LONGEST_REASON} />
            </Form.Item>
          ) : null}
        </CommandDialog>
      )}
    </span>
  );
}
