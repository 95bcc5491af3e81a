import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { usePages } from '../../graph/use-pages.ts';
import { instant } from '../../parts/format.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { RecordList } from '../../parts/record-list.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import {
  KnowledgeMyRequestsDocument,
  type KnowledgeMyRequestsQuery,
  KnowledgeWithdrawExpertRequestDocument,
} from './generated.ts';
import { useTools } from './tools.ts';

const PAGE = 20;
const WITHDRAW = 'withdraw';
const connectionOf = (data: KnowledgeMyRequestsQuery) => data.myExpertRequests;

/** What the user asked of experts, latest first; what is still open can be withdrawn. */
export function MyExpertRequests() {
  const { t } = useTranslation('knowledge');
  const { timeZone } = useTools();
  const pages = usePages(KnowledgeMyRequestsDocument, { first: PAGE }, connectionOf);
  const command = useCommand(KnowledgeWithdrawExpertRequestDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  const withdraw = async (requestId: string): Promise<void> => {
    const answer = await command.run({ requestId, reason: t('mine.withdrawReason') });
    setOutcome(answer);
    if (answer.success) pages.refresh();
  };
  if (pages.failure) return <Failed failure={pages.failure} retry={pages.refresh} />;
  if (pages.loading) return <Loading />;
  if (pages.nodes.length === 0) return <Empty title={t('mine.noRequest')} text={t('mine.noRequestText')} />;
  return (
    <>
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <RecordList
        level={3}
        label={t('mine.expertRequests')}
        lines={pages.nodes.map((request) => ({
          id: request.id,
          to: request.expert ? recordAddress('expert', request.expert.id) : '/experts',
          label: t(`mine.request.${request.state}`),
          title: t('mine.ofExpert', {
            service: t(`choice.service.${request.service}`),
            expert: request.expert?.name ?? '',
          }),
          text: request.reason ?? request.description,
          facts: [request.expert?.name, t(`choice.service.${request.service}`), instant(request.requestedAt, timeZone)],
          aside: request.possible.includes(WITHDRAW) ? (
            <button
              type="button"
              className="button button-plain button-small"
              disabled={command.running}
              aria-label={t('mine.withdrawOf', { title: request.expert?.name ?? '' })}
              onClick={() => void withdraw(request.id)}
            >
              {t('mine.withdraw')}
            </button>
          ) : null,
        }))}
      />
      <MoreButton pages={pages} />
    </>
  );
}
