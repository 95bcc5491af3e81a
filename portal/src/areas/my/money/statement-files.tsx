import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { type Failure, failureOf } from '../../../graph/failure.ts';
import { download } from '../../../parts/download.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { MyStatementFileDocument, type StatementFormat } from '../generated.ts';

const FORMATS: readonly StatementFormat[] = ['PDF', 'XLSX'];

/** A statement as a file, by a link that is signed when it is asked for. */
export function StatementFiles({ id, number }: { readonly id: string; readonly number: string }) {
  const { t } = useTranslation('my');
  const client = useClient();
  const [failure, setFailure] = useState<Failure>();
  const fetchFile = async (format: StatementFormat): Promise<void> => {
    const variables = { id, format };
    const { data, error } = await client
      .query(MyStatementFileDocument, variables, { requestPolicy: 'network-only' })
      .toPromise();
    const file = data?.statementFile;
    if (file) await download(file.url, file.name);
    setFailure(file ? undefined : error ? failureOf(error) : { kind: 'unavailable' });
  };
  return (
    <span className="booking-controls">
      {FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          className="button button-plain button-small"
          onClick={() => void fetchFile(format)}
        >
          {format} <span className="visually-hidden">{t('statements.fileOf', { number })}</span>
        </button>
      ))}
      <Refusal failure={failure} />
    </span>
  );
}
