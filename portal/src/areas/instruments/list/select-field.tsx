import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** One facet as a list of choices. */
export function SelectField(props: {
  readonly name: 'category' | 'district' | 'status' | 'mode' | 'value' | 'sort';
  readonly value: string;
  readonly set: (name: string, value: string) => void;
  /** The choice that narrows nothing. */
  readonly any?: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('instruments');
  return (
    <label className="labelled">
      {t(`facet.${props.name}`)}
      <select value={props.value} onChange={(event) => props.set(props.name, event.target.value)}>
        {props.any === undefined ? null : <option value="">{props.any}</option>}
        {props.children}
      </select>
    </label>
  );
}
