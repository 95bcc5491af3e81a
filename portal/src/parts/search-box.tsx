import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import './search-box.css';

/** One box over all resources of the network; leads to the results. */
export function SearchBox({ place }: { readonly place: 'header' | 'home' }) {
  const { t } = useTranslation('frame');
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [text, setText] = useState(parameters.get('q') ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const words = text.trim();
    if (words !== '') navigate(`/search?${new URLSearchParams({ q: words })}`);
  };
  return (
    <search className={`search-box search-box-${place}`}>
      <form onSubmit={submit}>
        <input
          type="search"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button">
          {t('search.button')}
        </button>
      </form>
    </search>
  );
}
