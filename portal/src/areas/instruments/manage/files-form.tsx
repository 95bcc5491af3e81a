import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { type AttachmentKind, AttachToOwnInstrumentDocument } from '../generated.ts';
import { base64Of } from './base64.ts';
import { FormSheet } from './form-sheet.tsx';
import type { Managed } from './record-values.ts';
import { useSaving } from './use-saving.ts';

/** Photos and documents: what is there, and one more. */
export function FilesForm({ instrument, onSaved }: { readonly instrument: Managed; readonly onSaved: () => void }) {
  const { t } = useTranslation('instruments');
  const [kind, setKind] = useState<AttachmentKind>('PHOTO');
  const [file, setFile] = useState<File | null>(null);
  const command = useCommand(AttachToOwnInstrumentDocument);
  const { told, save } = useSaving(onSaved);
  const send = async (): Promise<void> => {
    if (!file) return;
    const base64 = await base64Of(file);
    const { name, type } = file;
    const mediaType = type === '' ? 'application/octet-stream' : type;
    await save(command.run({ instrumentId: instrument.id, kind, name, mediaType, base64 }));
  };
  return (
    <FormSheet
      title={t('photos.title')}
      button={t('manage.add')}
      running={command.running}
      told={told}
      onSubmit={() => void send()}
    >
      <ul className="manage-wide documents">
        {instrument.attachments.map(({ fileId, name, url, kind: of }) => (
          <li key={fileId}>
            <a href={url}>{name}</a> <span className="tag">{t(`attachment.${of}`)}</span>
          </li>
        ))}
      </ul>
      <label className="labelled">
        {t('manage.kind')}
        <select value={kind} onChange={(event) => setKind(event.target.value === 'DOCUMENT' ? 'DOCUMENT' : 'PHOTO')}>
          <option value="PHOTO">{t('attachment.PHOTO')}</option>
          <option value="DOCUMENT">{t('attachment.DOCUMENT')}</option>
        </select>
      </label>
      <label className="labelled">
        {t('manage.file')}
        <input
          type="file"
          required
          accept={kind === 'PHOTO' ? 'image/png,image/jpeg,image/webp' : undefined}
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </label>
    </FormSheet>
  );
}
