import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import type { Rules } from '../booking/bookable.ts';
import { type ApprovalStep, type BookingForm, SetOwnBookingRulesDocument, type UserClass } from '../generated.ts';
import { Choices } from './choices.tsx';
import { FormSheet } from './form-sheet.tsx';
import { hasSplitDays, NUMBERS, type RuleValues, ruleInput, ruleValues } from './rule-values.ts';
import { useSaving } from './use-saving.ts';

const CLASSES: readonly UserClass[] = ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'];
const STEPS: readonly ApprovalStep[] = ['PLATFORM', 'UNIT'];
const FORMS: readonly BookingForm[] = ['SAMPLE', 'SAFETY'];

/** How it may be booked. */
export function RulesForm(props: { readonly id: string; readonly rules: Rules; readonly onSaved: () => void }) {
  const { t } = useTranslation('instruments');
  const { id, rules, onSaved } = props;
  const [values, setValues] = useState(() => ruleValues(rules));
  const command = useCommand(SetOwnBookingRulesDocument);
  const { told, save } = useSaving(onSaved);
  const set = (part: Partial<RuleValues>): void => setValues({ ...values, ...part });
  return (
    <FormSheet
      title={t('rules.title')}
      button={t('manage.save')}
      running={command.running}
      told={told}
      onSubmit={() => void save(command.run(ruleInput(id, rules, values)))}
    >
      {NUMBERS.map((name) => (
        <label key={name} className="labelled">
          {t(`rule.${name}`)}
          <input
            type="number"
            min={0}
            required
            value={values.numbers[name]}
            onChange={(event) => set({ numbers: { ...values.numbers, [name]: event.target.value } })}
          />
        </label>
      ))}
      {hasSplitDays(rules) ? (
        <p className="manage-wide">{t('rule.split')}</p>
      ) : (
        <OpeningHours values={values} set={set} />
      )}
      <Choices
        legend={t('rules.admits')}
        all={CLASSES}
        chosen={values.admits}
        name={(one) => t(`frame:userClass.${one}`)}
        choose={(admits) => set({ admits })}
      />
      <Choices
        legend={t('rule.approval')}
        all={STEPS}
        chosen={values.approval}
        name={(one) => t(`approval.${one}`)}
        choose={(approval) => set({ approval })}
      />
      <Choices
        legend={t('rule.forms')}
        all={FORMS}
        chosen={values.forms}
        name={(one) => t(`form.${one}`)}
        choose={(forms) => set({ forms })}
      />
      <Switches values={values} set={set} />
      <label className="labelled">
        {t('rule.qualification')}
        <input value={values.qualificationCode} onChange={(event) => set({ qualificationCode: event.target.value })} />
      </label>
      <label className="labelled">
        {t('rule.level')}
        <input
          type="number"
          min={1}
          value={values.qualificationLevel}
          onChange={(event) => set({ qualificationLevel: event.target.value })}
        />
      </label>
    </FormSheet>
  );
}

interface PartProps {
  readonly values: RuleValues;
  readonly set: (part: Partial<RuleValues>) => void;
}

const SWITCHES = ['closedOnHolidays', 'operatorNeeded', 'tutorAuthorisation'] as const;

function Switches({ values, set }: PartProps) {
  const { t } = useTranslation('instruments');
  return (
    <div className="manage-wide choices">
      {SWITCHES.map((name) => (
        <label key={name} className="check">
          <input type="checkbox" checked={values[name]} onChange={(event) => set({ [name]: event.target.checked })} />
          {t(`rule.${name}`)}
        </label>
      ))}
    </div>
  );
}

function OpeningHours({ values, set }: PartProps) {
  const { t } = useTranslation('instruments');
  const change = (day: number, part: object): void =>
    set({ hours: values.hours.map((hours, place) => (place === day ? { ...hours, ...part } : hours)) });
  return (
    <fieldset className="manage-wide opening">
      <legend>{t('rule.opening')}</legend>
      {values.hours.map(({ opens, closes }, day) => {
        const weekday = t(`weekday.${day + 1}`);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the weekday
          <span key={day} className="opening-day">
            {weekday}
            <input
              type="time"
              aria-label={t('rule.opens', { weekday })}
              value={opens}
              onChange={(event) => change(day, { opens: event.target.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={t('rule.closes', { weekday })}
              value={closes}
              onChange={(event) => change(day, { closes: event.target.value })}
            />
          </span>
        );
      })}
    </fieldset>
  );
}
