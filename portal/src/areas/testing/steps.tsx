import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/use-session.ts';
import { DispatchDialog } from './dispatch-dialog.tsx';
import { DraftDialog } from './draft-dialog.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { SIMPLE_STEPS, type SimpleStep, StepDialog } from './step-dialogs.tsx';
import type { Test } from './test-page.tsx';

/** Steps in the order of the work; the platform's own need its right. */
const ORDER = [
  { step: 'acceptTestRequest', scope: 'services:administer' },
  { step: 'dispatchTestRequest', scope: 'services:administer' },
  { step: 'takeTestRequest' },
  { step: 'quoteTestRequest' },
  { step: 'refuseTestRequest' },
  { step: 'receiveSamples' },
  { step: 'planWork' },
  { step: 'draftTestReport' },
  { step: 'submitTestReport' },
  { step: 'reviewTestReport' },
  { step: 'issueTestReport' },
  { step: 'correctTestReport' },
  { step: 'withdrawTestReport' },
  { step: 'holdTestRequest' },
  { step: 'resumeTestRequest' },
  { step: 'replyToRating' },
  { step: 'archiveTestRequest' },
] as const satisfies readonly { readonly step: string; readonly scope?: string }[];
type Step = (typeof ORDER)[number]['step'];

/** What can be done with a test now: what the graph says is possible, by those who may. */
export function Steps({ test, onDone }: { readonly test: Test; readonly onDone: () => void }) {
  const { t } = useTranslation('testing');
  const { scopes } = useSession();
  const [open, setOpen] = useState<Step>();
  const close = (): void => setOpen(undefined);
  const done = (): void => {
    close();
    onDone();
  };
  const isAwaited = test.samples.some(({ state }) => state === 'ANNOUNCED');
  const possible = ORDER.filter(
    (line) =>
      test.possible.includes(line.step) &&
      (!('scope' in line) || scopes.includes(line.scope)) &&
      (line.step !== 'receiveSamples' || isAwaited),
  );
  const ends = { test, onDone: done, onClose: close };
  return (
    <Space wrap>
      {possible.map(({ step }, at) => (
        <Button key={step} type={at === 0 ? 'primary' : 'default'} onClick={() => setOpen(step)}>
          {t(`step.${step}`)}
        </Button>
      ))}
      {open === 'dispatchTestRequest' ? <DispatchDialog {...ends} /> : null}
      {open === 'planWork' ? <PlanDialog {...ends} /> : null}
      {open === 'draftTestReport' ? <DraftDialog {...ends} /> : null}
      {isSimple(open) ? <StepDialog key={open} step={open} {...ends} /> : null}
    </Space>
  );
}

function isSimple(step: Step | undefined): step is Step & SimpleStep {
  return step !== undefined && (SIMPLE_STEPS as readonly string[]).includes(step);
}
