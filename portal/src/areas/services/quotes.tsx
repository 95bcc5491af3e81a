import { Button, Checkbox, Form, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { day, instant, money } from '../../parts/format.ts';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { AcceptQuoteDocument, type ConfidentialityLevel, QuotePursesDocument } from './generated.ts';
import type { TestRequest } from './request-page.tsx';

type Dispatch = TestRequest['dispatches'][number];
const ANSWER_TONES: Readonly<Record<Dispatch['answer'], Tone>> = {
  OPEN: 'calm',
  QUOTED: 'warn',
  TAKEN: 'good',
  DECLINED: 'bad',
  LAPSED: 'calm',
};
const LEVELS: readonly ConfidentialityLevel[] = ['OPEN', 'INTERNAL', 'RESTRICTED'];

/** The laboratories that were asked, what they answered, and their quotes side by side. */
export function Quotes({ request, onDone }: { readonly request: TestRequest; readonly onDone: () => void }) {
  const { t } = useTranslation('services');
  const [chosen, setChosen] = useState<Dispatch>();
  const { dispatches, price, takenBy } = request;
  const isQuoted = dispatches.some(({ quote }) => quote !== null);
  if (dispatches.length === 0 && !price) return <p>{t('quote.none')}</p>;
  return (
    <>
      {dispatches.length > 0 ? (
        <ul className="quotes" aria-label={t('quote.title')}>
          {dispatches.map((dispatch) => (
            <QuoteCard
              key={dispatch.unit.id}
              dispatch={dispatch}
              mayAccept={request.possible.includes('acceptQuote')}
              onAccept={() => setChosen(dispatch)}
            />
          ))}
        </ul>
      ) : null}
      {price && (takenBy || !isQuoted) ? <Price price={price} /> : null}
      {chosen ? (
        <Accept
          request={request}
          dispatch={chosen}
          onClose={() => setChosen(undefined)}
          onDone={() => {
            setChosen(undefined);
            onDone();
          }}
        />
      ) : null}
    </>
  );
}

function QuoteCard(props: { readonly dispatch: Dispatch; readonly mayAccept: boolean; readonly onAccept: () => void }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const { unit, answer, reason, quote } = props.dispatch;
  return (
    <li className={answer === 'LAPSED' || answer === 'DECLINED' ? 'quote quote-past' : 'quote'}>
      <div className="quote-head">
        <strong>{unit.name}</strong>
        <StateTag tone={ANSWER_TONES[answer]}>{t(`answer.${answer}`)}</StateTag>
      </div>
      {reason ? <p>{reason}</p> : null}
      {quote ? (
        <>
          <Price price={quote.price} />
          <p className="soft-note">
            {t('item.days', { count: quote.turnaroundDays })} ·{' '}
            {t('quote.until', { at: instant(quote.validUntil, timeZone) })}
          </p>
          {quote.remark ? <p className="soft-note">{quote.remark}</p> : null}
        </>
      ) : null}
      {props.mayAccept && answer === 'QUOTED' ? (
        <Button type="primary" aria-label={t('quote.acceptOf', { unit: unit.name })} onClick={props.onAccept}>
          {t('quote.accept')}
        </Button>
      ) : null}
    </li>
  );
}

function Price({ price }: { readonly price: NonNullable<TestRequest['price']> }) {
  const { t } = useTranslation('services');
  return (
    <dl className="sum">
      <dt>{t('price.list')}</dt>
      <dd>{money(price.listFen)}</dd>
      <dt>{t('price.waiver')}</dt>
      <dd>{money(-price.waiverFen)}</dd>
      <dt>{t('price.net')}</dt>
      <dd>
        <strong>{money(price.netFen)}</strong>
      </dd>
    </dl>
  );
}

interface AcceptForm {
  readonly dataGrade: ConfidentialityLevel;
  readonly retentionDays: number;
  readonly samplesReturned: boolean;
  readonly resultsBelongToFirm: boolean;
  readonly payWith?: readonly string[];
}

/** Accepting a quote makes the service agreement; vouchers and prepaid accounts are held until the report. */
function Accept(props: {
  readonly request: TestRequest;
  readonly dispatch: Dispatch;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('services');
  const { run } = useCommand(AcceptQuoteDocument);
  const { unit, quote } = props.dispatch;
  return (
    <CommandDialog<AcceptForm>
      title={t('quote.acceptOf', { unit: unit.name })}
      confirm={t('quote.accept')}
      initial={{
        dataGrade: props.request.confidentiality,
        retentionDays: 90,
        samplesReturned: true,
        resultsBelongToFirm: true,
      }}
      run={({ payWith, ...agreement }) =>
        run({
          testRequestId: props.request.id,
          unitId: unit.id,
          agreement,
          ...(payWith && payWith.length > 0 ? { payWith: [...payWith] } : {}),
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    >
      {quote ? <Price price={quote.price} /> : null}
      <Purses netFen={quote?.price.netFen ?? 0} />
      <Form.Item name="dataGrade" label={t('agreement.gradeName')}>
        <Select options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))} />
      </Form.Item>
      <Form.Item name="retentionDays" label={t('agreement.retentionName')}>
        <InputNumber min={0} max={3650} precision={0} />
      </Form.Item>
      <div className="dialog-checks">
        <Form.Item name="samplesReturned" valuePropName="checked" noStyle>
          <Checkbox>{t('agreement.returned')}</Checkbox>
        </Form.Item>
        <Form.Item name="resultsBelongToFirm" valuePropName="checked" noStyle>
          <Checkbox>{t('agreement.firmOwns')}</Checkbox>
        </Form.Item>
      </div>
    </CommandDialog>
  );
}

/** The firm's vouchers and prepaid accounts that have something left, and what remains to be paid after those that are chosen. */
function Purses({ netFen }: { readonly netFen: number }) {
  const { t } = useTranslation('services');
  const { unit, user } = useSession();
  const { timeZone } = useFace();
  const chosen: readonly string[] = Form.useWatch('payWith', Form.useFormInstance()) ?? [];
  const ownerId = unit ?? user?.id ?? '';
  const { data } = useRead(QuotePursesDocument, { ownerId }, { pause: ownerId === '' });
  const purses = data?.purses.filter(({ kind, freeFen }) => kind !== 'FUND_CARD' && freeFen > 0) ?? [];
  if (purses.length === 0) return null;
  const held = purses.reduce((sum, { id, freeFen }) => sum + (chosen.includes(id) ? freeFen : 0), 0);
  const paid = Math.min(held, netFen);
  return (
    <Form.Item
      name="payWith"
      label={t('quote.payWith')}
      extra={paid > 0 ? t('quote.paid', { paid: money(paid), rest: money(netFen - paid) }) : null}
    >
      <Select
        mode="multiple"
        options={purses.map(({ id, kind, freeFen, validTo }) => ({
          value: id,
          label: [t(`purse.${kind}`), money(freeFen), validTo ? day(validTo, timeZone) : null]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
    </Form.Item>
  );
}
