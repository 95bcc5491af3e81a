import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../../graph/failure.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { onSubmit } from '../../parts/form-values.ts';
import { Refusal } from '../../parts/refusal.tsx';

interface Answer {
  readonly refusal?: Parameters<typeof Refusal>[0]['refusal'];
  readonly failure?: Failure | undefined;
}

const NAME_CHARACTERS = 60;

/** Asks for a search's name, and stays open with the reason when it is refused. */
export function NameDialog(props: {
  readonly title: string;
  readonly confirm: string;
  readonly name: string;
  readonly run: (name: string) => Promise<Answer>;
  readonly onDone: (name: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('searches');
  const [name, setName] = useState(props.name);
  const [running, setRunning] = useState(false);
  const [answer, setAnswer] = useState<Answer>({});
  const send = async (): Promise<void> => {
    setRunning(true);
    const outcome = await props.run(name.trim());
    setRunning(false);
    setAnswer(outcome);
    if (outcome.refusal || outcome.failure) return;
    props.onDone(name.trim());
    props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className="dialog-form" onSubmit={onSubmit(send)}>
        <Field label={t('name.label')} required>
          {(control) => (
            <input
              {...control}
              value={name}
              required
              maxLength={NAME_CHARACTERS}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={running}>
          {props.confirm}
        </button>
        <Refusal {...answer} />
      </form>
    </Dialog>
  );
}
