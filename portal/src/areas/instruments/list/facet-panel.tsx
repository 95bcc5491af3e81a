import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { money } from '../../../parts/format.ts';
import { useFace } from '../../../shell/face.ts';
import { InstrumentFacetsDocument } from '../generated.ts';
import { type Facets, MODES, SORTS, STATUSES, VALUES } from './filters.ts';
import { SelectField } from './select-field.tsx';
import { UnitField } from './unit-field.tsx';

interface Props {
  readonly facets: Facets;
  readonly set: (name: string, value: string) => void;
  readonly clear: () => void;
}

const FEN_IN_YUAN = 100;

/** Everything that narrows the list: words first, the rest folded where there is little room. */
export function FacetPanel({ facets, set, clear }: Props) {
  const { t } = useTranslation('instruments');
  const [isWide] = useState(() => matchMedia('(min-width: 700px)').matches);
  return (
    <search className="facets-panel" aria-label={t('facet.title')}>
      <Words key={facets.text} text={facets.text} set={set} />
      <details className="facets-more" open={isWide}>
        <summary>{t('facet.title')}</summary>
        <div className="facets-fields">
          <PlatformField facets={facets} set={set} />
          <CountedFields facets={facets} set={set} />
          <UnitField scope={facets.scope} unit={facets.unit} set={set} />
          <ChoiceFields facets={facets} set={set} />
          <label className="check">
            <input
              type="checkbox"
              checked={facets.photos}
              onChange={(event) => set('photos', event.target.checked ? '1' : '')}
            />
            {t('facet.photos')}
          </label>
          <button type="button" className="button button-plain button-small" onClick={clear}>
            {t('facet.clear')}
          </button>
        </div>
      </details>
    </search>
  );
}

type FieldsProps = Pick<Props, 'facets' | 'set'>;

/** Category and district, as the graph has them. */
function CountedFields({ facets, set }: FieldsProps) {
  const { t } = useTranslation('instruments');
  const { data } = useRead(InstrumentFacetsDocument, { scope: facets.scope });
  const categories = data?.instrumentCategories.map(({ category }) => category) ?? [];
  const groups = [...Map.groupBy(categories, (category) => category.split('/')[0] ?? '')];
  return (
    <>
      <SelectField name="category" value={facets.category} set={set} any={t('facet.anyCategory')}>
        {groups.map(([top, below]) => (
          <optgroup key={top} label={top}>
            <option value={top}>{t('facet.allOf', { name: top })}</option>
            {below
              .filter((category) => category !== top)
              .map((category) => (
                <option key={category} value={category}>
                  {category.slice(top.length + 1)}
                </option>
              ))}
          </optgroup>
        ))}
      </SelectField>
      <SelectField name="district" value={facets.district} set={set} any={t('facet.anyDistrict')}>
        {data?.instrumentDistricts.map(({ district, count }) => (
          <option key={district} value={district}>
            {t('facet.counted', { name: district, count })}
          </option>
        ))}
      </SelectField>
    </>
  );
}

/** Status, service, value and order: choices that are always the same. */
function ChoiceFields({ facets, set }: FieldsProps) {
  const { t } = useTranslation('instruments');
  const value = facets.value === 0 ? '' : String(facets.value);
  return (
    <>
      <SelectField name="status" value={facets.status} set={set} any={t('facet.anyStatus')}>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`frame:instrumentStatus.${status}`)}
          </option>
        ))}
      </SelectField>
      <SelectField name="mode" value={facets.mode} set={set} any={t('facet.anyMode')}>
        {MODES.map((mode) => (
          <option key={mode} value={mode}>
            {t(`mode.${mode}`)}
          </option>
        ))}
      </SelectField>
      <SelectField name="value" value={value} set={set} any={t('facet.anyValue')}>
        {VALUES.filter((yuan) => yuan > 0).map((yuan) => (
          <option key={yuan} value={yuan}>
            {t('facet.from', { value: money(yuan * FEN_IN_YUAN) })}
          </option>
        ))}
      </SelectField>
      <SelectField name="sort" value={facets.sort} set={set}>
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t(`sort.${sort}`)}
          </option>
        ))}
      </SelectField>
    </>
  );
}

function Words({ text, set }: { readonly text: string; readonly set: Props['set'] }) {
  const { t } = useTranslation('instruments');
  const [words, setWords] = useState(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set('q', words.trim());
  };
  return (
    <form className="facet-words" onSubmit={submit}>
      <label className="labelled">
        {t('facet.q')}
        <input
          type="search"
          value={words}
          maxLength={200}
          placeholder={t('facet.qHint')}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      <button type="submit" className="button">
        {t('facet.go')}
      </button>
    </form>
  );
}

function PlatformField({ facets, set }: FieldsProps) {
  const { t } = useTranslation('instruments');
  const { id: here, platforms, shortName } = useFace();
  const language = currentLanguage();
  const value = facets.scope === 'OWN' ? here : facets.home;
  const choose = (platform: string): void => {
    set('scope', platform === here ? 'OWN' : '');
    set('home', platform === here ? '' : platform);
  };
  return (
    <label className="labelled">
      {t('facet.platform')}
      <select value={value} onChange={(event) => choose(event.target.value)}>
        <option value="">{t('facet.network')}</option>
        <option value={here}>{t('facet.own', { name: shortName[language] })}</option>
        {platforms
          .filter(({ id }) => id !== here)
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name[language]}
            </option>
          ))}
      </select>
    </label>
  );
}
