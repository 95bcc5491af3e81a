import { type FormEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { SearchKindName } from '../../parts/record-address.ts';
import type { Choice } from './list-kind.ts';
import './filter-bar.css';

const SCOPE: Choice = { name: 'scope', values: ['NETWORK', 'OWN'] };

/** Facets of a list. A select applies at once, a text with Enter; words are searched for over the network. */
export function FilterBar({
  of,
}: {
  readonly of: {
    readonly searchKind: SearchKindName;
    readonly choices: readonly Choice[];
    readonly texts: readonly string[];
  };
}) {
  const { t } = useTranslation('knowledge');
  const [parameters, setParameters] = useSearchParams();
  const change = (name: string, value: string): void => {
    const next = new URLSearchParams(parameters);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const next = new URLSearchParams(parameters);
    for (const name of of.texts) {
      const value = String(typed.get(name) ?? '').trim();
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    setParameters(next, { replace: true });
  };
  return (
    <div className="filters no-print">
      <form onSubmit={submit} aria-label={t('filter.title')}>
        {of.choices.map((choice) => (
          <Select key={choice.name} choice={choice} value={parameters.get(choice.name) ?? ''} change={change} any />
        ))}
        {of.texts.map((name) => (
          <TextFacet key={name} name={name} value={parameters.get(name) ?? ''} />
        ))}
        <Select choice={SCOPE} value={parameters.get('scope') ?? 'NETWORK'} change={change} />
        <button type="submit" className="button button-plain button-small">
          {t('filter.apply')}
        </button>
      </form>
      <WordSearch kind={of.searchKind} />
    </div>
  );
}

function Select(props: {
  readonly choice: Choice;
  readonly value: string;
  change(name: string, value: string): void;
  /** May be left open. */
  readonly any?: boolean;
}) {
  const { t } = useTranslation('knowledge');
  const id = useId();
  const { choice, value, change, any } = props;
  return (
    <div className="filter">
      <label htmlFor={id}>{t(`facet.${choice.name}`)}</label>
      <select id={id} className="select" value={value} onChange={(event) => change(choice.name, event.target.value)}>
        {any ? <option value="">{t('filter.any')}</option> : null}
        {choice.values.map((one) => (
          <option key={one} value={one}>
            {t(`choice.${choice.name}.${one}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function TextFacet({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useTranslation('knowledge');
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{t(`facet.${name}`)}</label>
      <input id={id} key={value} name={name} className="select" defaultValue={value} maxLength={60} />
    </div>
  );
}

function WordSearch({ kind }: { readonly kind: SearchKindName }) {
  const { t } = useTranslation('knowledge');
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget).get('q') ?? '').trim();
    navigate(`/search?${new URLSearchParams({ q: words, kind })}`);
  };
  return (
    <search>
      <form onSubmit={submit}>
        <div className="filter">
          <label htmlFor={`words-${kind}`}>{t('filter.words')}</label>
          <input id={`words-${kind}`} name="q" type="search" className="select" maxLength={200} />
        </div>
        <button type="submit" className="button button-small">
          {t('filter.search')}
        </button>
      </form>
    </search>
  );
}
