import { useTranslation } from 'react-i18next';
import { TimeFields } from '../calendar/time-fields.tsx';
import type { Bookable } from './bookable.ts';
import { PayerFields } from './payer-fields.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import type { Wish } from './wish.ts';

const PURPOSE_LENGTH = 2000;

/** The fields of a booking: those that the instrument's rules ask for, and for own instruments the payer and repetition. */
export function WishFields(props: {
  readonly instrument: Bookable;
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}) {
  const { t } = useTranslation('instruments');
  const { instrument, wish, change } = props;
  const { rules } = instrument;
  return (
    <>
      <div className="wish-time">
        <TimeFields value={wish.time} onChange={(time) => change({ time })} />
      </div>
      <label className="labelled">
        {t('wish.purpose')}
        <textarea
          required
          rows={2}
          maxLength={PURPOSE_LENGTH}
          placeholder={t('wish.purposeHint')}
          value={wish.purpose}
          onChange={(event) => change({ purpose: event.target.value })}
        />
      </label>
      {rules?.forms.map((form) => (
        <label key={form} className="labelled">
          {t(`form.${form}`)}
          <textarea
            required
            rows={2}
            value={wish.forms[form] ?? ''}
            onChange={(event) => change({ forms: { ...wish.forms, [form]: event.target.value } })}
          />
        </label>
      ))}
      <label className="check">
        <input
          type="checkbox"
          checked={wish.operator}
          disabled={rules?.operatorNeeded ?? false}
          onChange={(event) => change({ operator: event.target.checked })}
        />
        {rules?.operatorNeeded ? t('wish.operatorNeeded') : t('wish.operator')}
      </label>
      {rules ? <PayerFields wish={wish} change={change} /> : null}
      {rules ? <RepeatFields wish={wish} change={change} /> : null}
    </>
  );
}
