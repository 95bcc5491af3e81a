import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Outcome, useCommand } from '../../graph/use-command.ts';
import { saveBase64 } from '../../parts/download.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { AdminExportEvaluationDocument } from './generated.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The yearly evaluation table of all instruments below a subject, as XLSX. */
export function EvaluationExport({ subject, year }: { readonly subject: string; readonly year: number }) {
  const { t } = useTranslation('admin');
  const command = useCommand(AdminExportEvaluationDocument);
  const [outcome, setOutcome] = useState<Pick<Outcome<object>, 'refusal' | 'failure'>>({});
  const run = async (): Promise<void> => {
    const { success, refusal, failure } = await command.run({ subjectId: subject, year });
    if (success) saveBase64({ name: success.name, mediaType: XLSX, base64: success.base64 });
    setOutcome({ refusal, failure } as typeof outcome);
  };
  return (
    <>
      <Button loading={command.running} onClick={() => void run()}>
        {t('indicators.export')}
      </Button>
      <Refusal refusal={outcome.refusal as { message: string } | undefined} failure={outcome.failure} />
    </>
  );
}
