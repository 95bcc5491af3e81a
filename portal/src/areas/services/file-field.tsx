import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Uploaded, upload } from '../../parts/upload.ts';

/** Files to send along: each is uploaded as soon as it is chosen, and may be taken out again. A field of an antd form. */
export function FileField(props: {
  readonly id?: string;
  readonly value?: readonly Uploaded[];
  readonly onChange?: (files: readonly Uploaded[]) => void;
  readonly most: number;
}) {
  const { t } = useTranslation('services');
  const { value = [], onChange, most } = props;
  const [sending, setSending] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const send = async (chosen: readonly File[]): Promise<void> => {
    setProblem(undefined);
    const files = [...value];
    try {
      for (const file of chosen.slice(0, most - files.length)) {
        setSending(file.name);
        files.push(await upload(file));
        onChange?.([...files]);
      }
    } catch (error) {
      setProblem(t('files.failed', { reason: (error as Error).message }));
    } finally {
      setSending(undefined);
    }
  };
  return (
    <div className="file-field">
      <input
        {...(props.id === undefined ? {} : { id: props.id })}
        type="file"
        multiple
        disabled={sending !== undefined || value.length >= most}
        onChange={(event) => {
          void send([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {sending === undefined ? null : <p role="status">{t('files.sending', { name: sending })}</p>}
      {problem === undefined ? null : (
        <p role="alert" className="bad">
          {problem}
        </p>
      )}
      {value.length === 0 ? null : (
        <ul>
          {value.map(({ id, name }) => (
            <li key={id}>
              {name}
              <Button
                size="small"
                aria-label={t('files.remove', { name })}
                onClick={() => onChange?.(value.filter((file) => file.id !== id))}
              >
                {t('new.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
