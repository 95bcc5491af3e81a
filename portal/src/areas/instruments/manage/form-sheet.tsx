import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../../parts/refusal.tsx';
import type { Told } from './use-saving.ts';

/** One form of the managing page: its fields, what came of it, and the button that sends it. */
export function FormSheet(props: {
  readonly title: string;
  readonly button: string;
  readonly running: boolean;
  readonly told: Told;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('instruments');
  const heading = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <section className="sheet" aria-labelledby={heading}>
      <h2 id={heading}>{props.title}</h2>
      <form className="manage-form" onSubmit={submit}>
        {props.children}
        <Refusal refusal={props.told.refusal} failure={props.told.failure} />
        <p className="manage-send">
          <button type="submit" className="button" disabled={props.running}>
            {props.button}
          </button>
          <span role="status">{props.told.saved ? t('manage.saved') : ''}</span>
        </p>
      </form>
    </section>
  );
}
