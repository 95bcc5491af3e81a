import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { InstrumentUnitsDocument } from '../generated.ts';

interface Props {
  readonly scope: 'OWN' | 'NETWORK';
  readonly unit: string;
  readonly set: (name: string, value: string) => void;
}

/** The owner, by a part of its name: units that fit are offered while one types. */
export function UnitField({ scope, unit, set }: Props) {
  const { t } = useTranslation('instruments');
  const list = useId();
  const [name, setName] = useState('');
  const asked = useDeferredValue(name);
  const { data } = useRead(InstrumentUnitsDocument, { scope, name: asked }, { pause: asked.trim().length < 2 });
  const units = data?.units.edges.map(({ node }) => node) ?? [];
  const choose = (typed: string): void => {
    setName(typed);
    const found = units.find((one) => one.name === typed);
    if (found) set('unit', found.id);
    else if (typed === '' && unit !== '') set('unit', '');
  };
  return (
    <label className="labelled">
      {t('facet.unit')}
      <input
        type="search"
        list={list}
        value={name}
        placeholder={unit === '' ? t('facet.unitHint') : t('facet.unitChosen')}
        onChange={(event) => choose(event.target.value)}
      />
      <datalist id={list}>
        {units.map(({ id, name: offered }) => (
          <option key={id} value={offered} />
        ))}
      </datalist>
    </label>
  );
}
