import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { hours, instant, money, span as spanText } from '../../../parts/format.ts';
import { FactList } from '../../../parts/record-page.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { type MyWorkOrderFragment, SignWorkOrderDocument } from '../generated.ts';

interface Props {
  readonly order: MyWorkOrderFragment;
  readonly zone: string;
  readonly onChanged: () => void;
}

/** What was done under a work order, what it cost, its results, and the user's signature (验收). Prints as a sheet. */
export function WorkOrderSheet({ order, zone, onChanged }: Props) {
  const { t } = useTranslation('my');
  const { price, usageRecords, consumables, resultFiles } = order;
  const mayBeSigned = order.state === 'CLOSED' && order.acceptedAt === null;
  return (
    <div className="work-order">
      <FactList
        facts={[
          { name: t('work.state'), value: t(`workState.${order.state}`) },
          { name: t('work.operator'), value: order.operatorName },
          { name: t('work.procedure'), value: order.procedure },
          { name: t('work.samples'), value: order.samples > 0 ? order.samples : null },
          { name: t('work.used'), value: hours(order.usedMinutes) },
          { name: t('work.cost'), value: price ? money(price.netFen) : null },
          { name: t('work.result'), value: order.resultText },
          { name: t('work.signed'), value: order.acceptedAt ? instant(order.acceptedAt, zone) : null },
          { name: t('work.remark'), value: order.acceptanceRemark },
        ]}
      />
      {usageRecords.length > 0 ? (
        <ul aria-label={t('work.usage')}>
          {usageRecords.map(({ id, start, end, usageClass }) => (
            <li key={id}>
              {end ? spanText(start, end, zone) : instant(start, zone)} · {t(`usage.${usageClass}`)}
            </li>
          ))}
        </ul>
      ) : null}
      {consumables.length > 0 ? (
        <ul aria-label={t('work.consumables')}>
          {consumables.map(({ name, quantity }) => (
            <li key={name}>
              {name} × {quantity}
            </li>
          ))}
        </ul>
      ) : null}
      {resultFiles.map(({ fileId, url }, place) => (
        <a key={fileId} href={url} download>
          {t('work.file', { number: place + 1 })}
        </a>
      ))}
      {mayBeSigned ? <Signature orderId={order.id} onChanged={onChanged} /> : null}
    </div>
  );
}

function Signature({ orderId, onChanged }: { readonly orderId: string; readonly onChanged: () => void }) {
  const { t } = useTranslation('my');
  const [remark, setRemark] = useState('');
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const command = useCommand(SignWorkOrderDocument);
  const sign = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const note = remark.trim();
    const { success, refusal, failure } = await command.run({
      workOrderId: orderId,
      ...(note ? { remark: note } : {}),
    });
    setTold({ refusal, failure });
    if (success) onChanged();
  };
  return (
    <form className="signature no-print" onSubmit={(event) => void sign(event)}>
      <label className="labelled">
        {t('work.remarkLabel')}
        <input maxLength={500} value={remark} onChange={(event) => setRemark(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={command.running}>
        {t('work.sign')}
      </button>
      <Refusal {...told} />
    </form>
  );
}
