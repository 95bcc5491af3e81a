import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day, span } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { pickedInstant } from '../../parts/picked-instant.ts';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { AccountSelect } from './account-select.tsx';
import {
  LabAccountQualificationsDocument,
  LabGrantQualificationDocument,
  LabRevokeQualificationDocument,
  LabScheduleTrainingDocument,
  LabTrainingsDocument,
  type LabTrainingsQuery,
} from './generated.ts';
import { InstrumentSelect } from './instrument-select.tsx';
import { TrainingResults } from './training-results.tsx';

type Session = LabTrainingsQuery['trainingSessions']['edges'][number]['node'];
type Dialog =
  | { readonly kind: 'schedule' }
  | { readonly kind: 'grant' }
  | { readonly kind: 'results'; readonly session: Session };

/** Courses and examinations at the instruments, and who may operate what. */
export default function QualificationsPage() {
  const { t } = useTranslation('lab');
  const { unit } = useSession();
  const filter = unit === null ? {} : { unitId: unit };
  const { data, loading, failure, refresh } = useRead(LabTrainingsDocument, { filter, first: 100 });
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  const done = (): void => {
    close();
    refresh();
  };
  return (
    <>
      <PageTitle
        title={t('training.title')}
        lead={t('training.lead')}
        actions={
          <>
            <Button onClick={() => setDialog({ kind: 'grant' })}>{t('training.grant')}</Button>{' '}
            <Button type="primary" onClick={() => setDialog({ kind: 'schedule' })}>
              {t('training.schedule')}
            </Button>
          </>
        }
      />
      {loading ? <Loading /> : null}
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {data ? (
        <Sessions
          sessions={data.trainingSessions.edges.map(({ node }) => node)}
          onResults={(session) => setDialog({ kind: 'results', session })}
        />
      ) : null}
      <Held />
      {dialog?.kind === 'schedule' ? <Schedule onDone={done} onClose={close} /> : null}
      {dialog?.kind === 'grant' ? <Grant onDone={done} onClose={close} /> : null}
      {dialog?.kind === 'results' ? <TrainingResults session={dialog.session} onDone={done} onClose={close} /> : null}
    </>
  );
}

function Sessions(props: { readonly sessions: readonly Session[]; readonly onResults: (session: Session) => void }) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  if (props.sessions.length === 0) return <Empty title={t('training.empty')} text={t('training.emptyText')} />;
  const columns: readonly DataColumn<Session>[] = [
    { title: t('queue.when'), cell: ({ slot }) => span(slot.start, slot.end, timeZone) },
    { title: t('training.course'), cell: ({ title, place }) => [title, place].filter(Boolean).join(' · ') },
    { title: t('queue.instrument'), cell: ({ instrument }) => instrument?.name ?? t('training.unitWide') },
    { title: t('training.code'), cell: ({ code, level }) => `${code} · ${t('training.level', { level })}` },
    { title: t('training.places'), isFigure: true, cell: ({ enrolled, capacity }) => `${enrolled} / ${capacity}` },
    {
      title: t('queue.state'),
      cell: ({ state }) => (
        <StateTag tone={state === 'SCHEDULED' ? 'good' : 'bad'}>{t(`trainingState.${state}`)}</StateTag>
      ),
    },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (session) =>
        session.state === 'SCHEDULED' && session.participants.length > 0 ? (
          <Button
            aria-label={t('training.resultsOf', { title: session.title })}
            onClick={() => props.onResults(session)}
          >
            {t('training.results')}
          </Button>
        ) : null,
    },
  ];
  return <DataTable label={t('training.title')} columns={columns} rows={props.sessions} rowKey={({ id }) => id} />;
}

/** What one person may operate, and taking it back. */
function Held() {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [account, setAccount] = useState<string>();
  const [revoked, setRevoked] = useState<string>();
  const { run } = useCommand(LabRevokeQualificationDocument);
  const variables = { accountId: account ?? '' };
  const { data, refresh } = useRead(LabAccountQualificationsDocument, variables, { pause: account === undefined });
  return (
    <section className="sheet lab-log">
      <h2>{t('training.held')}</h2>
      <AccountSelect value={account} onChange={setAccount} />
      {account && data?.qualifications.length === 0 ? <p role="status">{t('training.none')}</p> : null}
      <ul>
        {data?.qualifications.map(({ id, code, level, validTo }) => (
          <li key={id}>
            {code} · {t('training.level', { level })} ·{' '}
            {validTo ? t('training.until', { on: day(validTo, timeZone) }) : t('training.forGood')}{' '}
            <Button size="small" onClick={() => setRevoked(id)} aria-label={t('training.revokeOf', { code })}>
              {t('training.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {revoked ? (
        <CommandDialog<{ reason: string }>
          title={t('training.revoke')}
          confirm={t('training.revoke')}
          isDangerous
          run={({ reason }) => run({ qualificationId: revoked, reason })}
          onClose={() => setRevoked(undefined)}
          onDone={() => {
            setRevoked(undefined);
            refresh();
          }}
        >
          <Form.Item name="reason" label={t('refuse.reason')} rules={[{ required: true, whitespace: true }]}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
        </CommandDialog>
      ) : null}
    </section>
  );
}

interface Ends {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function Grant({ onDone, onClose }: Ends) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabGrantQualificationDocument);
  const { user, unit } = useSession();
  const path = [user?.home ?? '', ...(unit === null ? [] : [unit])];
  const [name, setName] = useState('');
  return (
    <CommandDialog<{ accountId: string; code: string; level: number; validTo?: Dayjs | null }>
      title={t('training.grant')}
      confirm={t('training.grant')}
      initial={{ level: 1 }}
      run={({ accountId, code, level, validTo }) =>
        run({
          accountId,
          accountName: name,
          path,
          code,
          level,
          ...(validTo ? { validTo: validTo.endOf('day').toISOString() } : {}),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="accountId" label={t('training.person')} rules={[{ required: true }]}>
        <AccountSelect onName={setName} />
      </Form.Item>
      <Code />
      <Form.Item name="validTo" label={t('training.validTo')}>
        <DatePicker />
      </Form.Item>
    </CommandDialog>
  );
}

interface ScheduleForm {
  readonly instrumentId: string;
  readonly title: string;
  readonly code: string;
  readonly level: number;
  readonly validDays?: number | null;
  readonly trainer: string;
  readonly examinerId: string;
  readonly slot: readonly [Dayjs, Dayjs];
  readonly place?: string;
  readonly capacity: number;
}

function Schedule({ onDone, onClose }: Ends) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const { user } = useSession();
  const { run } = useCommand(LabScheduleTrainingDocument);
  return (
    <CommandDialog<ScheduleForm>
      title={t('training.schedule')}
      confirm={t('training.schedule')}
      initial={{ level: 1, capacity: 10, trainer: user?.name ?? '' }}
      run={({ slot: [start, end], validDays, ...form }) =>
        run({
          ...form,
          slot: { start: pickedInstant(start, timeZone), end: pickedInstant(end, timeZone) },
          ...(validDays ? { validDays } : {}),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="instrumentId" label={t('queue.instrument')} rules={[{ required: true }]}>
        <InstrumentSelect />
      </Form.Item>
      <Form.Item name="title" label={t('training.course')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Code />
      <Form.Item name="slot" label={t('queue.when')} rules={[{ required: true }]}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
      <Form.Item name="place" label={t('training.place')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="trainer" label={t('training.trainer')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="examinerId" label={t('training.examiner')} rules={[{ required: true }]}>
        <AccountSelect />
      </Form.Item>
      <Form.Item name="capacity" label={t('training.places')} rules={[{ required: true }]}>
        <InputNumber min={1} max={500} precision={0} />
      </Form.Item>
      <Form.Item name="validDays" label={t('training.validDays')}>
        <InputNumber min={1} max={3650} precision={0} />
      </Form.Item>
    </CommandDialog>
  );
}

function Code() {
  const { t } = useTranslation('lab');
  return (
    <>
      <Form.Item name="code" label={t('training.code')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="level" label={t('training.levelName')}>
        <Select options={[1, 2, 3].map((value) => ({ value, label: t('training.level', { level: value }) }))} />
      </Form.Item>
    </>
  );
}
