import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import { money } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import type { Uploaded } from '../../parts/upload.ts';
import { useFace } from '../../shell/face.ts';
import { FileField } from './file-field.tsx';
import {
  type ConfidentialityLevel,
  RequestOffersDocument,
  type RequestOffersQuery,
  RequestTestDocument,
} from './generated.ts';
import './services.css';

type Offer = RequestOffersQuery['offersOf'][number];
const LEVELS: readonly ConfidentialityLevel[] = ['OPEN', 'INTERNAL', 'RESTRICTED'];
const MOST_SAMPLES = 100;
const MOST_FILES = 10;

interface RequestForm {
  readonly title: string;
  readonly purpose: string;
  readonly samples: readonly { readonly name: string; readonly note?: string }[];
  readonly confidentiality: ConfidentialityLevel;
  readonly wantedBy?: Dayjs | null;
  readonly wantsToBePresent: boolean;
  readonly files?: readonly Uploaded[];
}

/** A test request on one page: what is tested, the samples, when, how secret. `?item=` names the test items, one or several. */
export default function NewRequestPage() {
  const { t } = useTranslation('services');
  const [search] = useSearchParams();
  const itemIds = search.getAll('item');
  if (itemIds.length === 0)
    return (
      <Empty title={t('new.choose')} text={t('new.chooseText')}>
        <Link className="button" to="/test-items">
          {t('requests.find')}
        </Link>
      </Empty>
    );
  return <RequestFor key={itemIds.join()} itemIds={itemIds} />;
}

function RequestFor({ itemIds }: { readonly itemIds: readonly string[] }) {
  const { t } = useTranslation('services');
  const [count, setCount] = useState(1);
  const variables = { testItemIds: [...itemIds], samples: count };
  const { data, loading, failure, refresh } = useRead(RequestOffersDocument, variables);
  if (loading && !data) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const offers = data?.offersOf ?? [];
  if (offers.length === 0) return <Empty title={t('item.unknown')} />;
  return (
    <>
      <PageTitle title={t('new.title')} lead={t('new.lead')} />
      <div className="service-columns">
        <Fields itemIds={itemIds} offers={offers} onSamples={setCount} />
        <Estimate offers={offers} count={count} />
      </div>
    </>
  );
}

function Fields(props: {
  readonly itemIds: readonly string[];
  readonly offers: readonly Offer[];
  readonly onSamples: (count: number) => void;
}) {
  const { t } = useTranslation('services');
  const navigate = useNavigate();
  const { id: platform } = useFace();
  const { run, running } = useCommand(RequestTestDocument);
  const [told, setTold] = useState<DialogOutcome>({});
  const send = async ({ wantedBy, samples, files = [], ...form }: RequestForm): Promise<void> => {
    const { success, ...rest } = await run({
      ...form,
      samples: samples.map(({ name, note }) => ({ name, ...(note ? { note } : {}) })),
      items: props.itemIds.map((testItemId) => ({ testItemId, sampleCount: samples.length })),
      ...(files.length > 0 ? { attachmentIds: files.map(({ id }) => id) } : {}),
      ...(wantedBy ? { wantedBy: wantedBy.format('YYYY-MM-DD') } : {}),
    });
    setTold(success ? {} : rest);
    if (success) navigate(`/requests/${encodeURIComponent(success.testRequest.id)}`);
  };
  const isOwn = props.offers.every(({ testItem }) => testItem.home === platform);
  const title = props.offers.map(({ testItem }) => testItem.name).join('、');
  return (
    <section className="sheet" aria-label={t('new.title')}>
      <Form<RequestForm>
        layout="vertical"
        requiredMark={false}
        initialValues={{ title, samples: [{ name: '' }], confidentiality: 'INTERNAL', wantsToBePresent: false }}
        onValuesChange={(_, { samples }) => props.onSamples(Math.max(1, samples?.length ?? 1))}
        onFinish={(form) => void send(form)}
      >
        <Form.Item name="title" label={t('new.name')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="purpose"
          label={t('new.purpose')}
          extra={t('new.purposeHint')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
        <Samples
          specimen={props.offers
            .map(({ testItem }) => testItem.specimen)
            .filter(Boolean)
            .join('；')}
        />
        <div className="form-pair">
          <Form.Item name="wantedBy" label={t('new.wantedBy')}>
            <DatePicker onKeyDown={keepForm} disabledDate={(date) => date.isBefore(dayjs(), 'day')} />
          </Form.Item>
          <Form.Item name="confidentiality" label={t('new.confidentiality')}>
            <Select options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))} />
          </Form.Item>
        </div>
        {isOwn ? (
          <Form.Item name="files" label={t('files.title')} extra={t('files.hint')}>
            <FileField most={MOST_FILES} />
          </Form.Item>
        ) : (
          <p className="soft-note">{t('files.elsewhere')}</p>
        )}
        <Form.Item name="wantsToBePresent" valuePropName="checked">
          <Checkbox>{t('new.present')}</Checkbox>
        </Form.Item>
        <Refusal {...told} />
        <Button type="primary" htmlType="submit" loading={running}>
          {t('new.send')}
        </Button>
      </Form>
    </section>
  );
}

/** Enter takes the date that was typed; it does not send the form. */
function keepForm(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Enter') event.preventDefault();
}

function Samples({ specimen }: { readonly specimen: string }) {
  const { t } = useTranslation('services');
  return (
    <fieldset className="samples">
      <legend>{t('new.samples')}</legend>
      {specimen ? <p className="soft-note">{t('new.specimen', { specimen })}</p> : null}
      <Form.List name="samples">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="sample-row">
                <Form.Item
                  name={[name, 'name']}
                  label={t('new.sampleName', { row: name + 1 })}
                  rules={[{ required: true, whitespace: true }]}
                >
                  <Input maxLength={100} />
                </Form.Item>
                <Form.Item name={[name, 'note']} label={t('new.sampleNote', { row: name + 1 })}>
                  <Input maxLength={300} />
                </Form.Item>
                {fields.length > 1 ? (
                  <Button aria-label={t('new.removeSample', { row: name + 1 })} onClick={() => remove(name)}>
                    {t('new.remove')}
                  </Button>
                ) : null}
              </div>
            ))}
            <AddSamples room={MOST_SAMPLES - fields.length} onAdd={(count) => addMany(count, add)} />
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

function addMany(count: number, add: (value: { name: string }) => void): void {
  for (let i = 0; i < count; i++) add({ name: '' });
}

function AddSamples({ room, onAdd }: { readonly room: number; readonly onAdd: (count: number) => void }) {
  const { t } = useTranslation('services');
  const [count, setCount] = useState(1);
  if (room <= 0) return null;
  return (
    <p className="add-samples">
      <InputNumber
        aria-label={t('new.howMany')}
        min={1}
        max={room}
        precision={0}
        value={count}
        onChange={(value) => setCount(value ?? 1)}
      />
      <Button onClick={() => onAdd(Math.min(count, room))}>{t('new.addSample')}</Button>
    </p>
  );
}

/** What it would cost the user: list price, waiver, net. A quote or the actual hours decide in the end. */
function Estimate({ offers, count }: { readonly offers: readonly Offer[]; readonly count: number }) {
  const { t } = useTranslation('services');
  const known = offers.every(({ price }) => price !== null);
  const sum = (part: 'listFen' | 'waiverFen' | 'netFen'): number =>
    offers.reduce((total, { price }) => total + (price?.[part] ?? 0), 0);
  return (
    <section className="sheet estimate" aria-label={t('estimate.title')}>
      <h2>{t('estimate.title')}</h2>
      <ul className="plain-list">
        {offers.map(({ testItem, price }) => (
          <li key={testItem.id}>
            <strong>{testItem.name}</strong>
            <br />
            <span className="soft-note">
              {testItem.unit.name}
              {testItem.turnaroundDays ? ` · ${t('item.days', { count: testItem.turnaroundDays })}` : null}
            </span>
            <br />
            {price ? money(price.netFen) : t('item.onRequest')}
          </li>
        ))}
      </ul>
      <p>{t('estimate.samples', { count })}</p>
      {known ? (
        <dl className="sum">
          <dt>{t('price.list')}</dt>
          <dd>{money(sum('listFen'))}</dd>
          <dt>{t('price.waiver')}</dt>
          <dd>{money(-sum('waiverFen'))}</dd>
          <dt>{t('price.net')}</dt>
          <dd>
            <strong>{money(sum('netFen'))}</strong>
          </dd>
        </dl>
      ) : null}
      <p className="soft-note">{t('estimate.note')}</p>
    </section>
  );
}
