import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { useFace } from '../../../shell/face.ts';
import { CreateMyFeedDocument, RevokeMyFeedDocument } from '../generated.ts';

interface Feed {
  readonly id: string;
  readonly address: string;
}

/** The secret address under which calendar programs read one's bookings: shown once, and taken back when it became known to others. */
export function FeedPanel() {
  const { t } = useTranslation('my');
  const { origin } = useFace();
  const [feed, setFeed] = useState<Feed | null>(null);
  const [revoked, setRevoked] = useState(false);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const create = useCommand(CreateMyFeedDocument);
  const revoke = useCommand(RevokeMyFeedDocument);
  const make = async (): Promise<void> => {
    const { success, refusal, failure } = await create.run({ kind: 'USER' });
    setTold({ refusal, failure });
    setRevoked(false);
    if (success?.token) setFeed({ id: success.feed.id, address: `${origin}/calendar/${success.token}.ics` });
  };
  const takeBack = async (): Promise<void> => {
    if (!feed) return;
    const { success, refusal, failure } = await revoke.run({ feedId: feed.id });
    setTold({ refusal, failure });
    if (!success) return;
    setFeed(null);
    setRevoked(true);
  };
  return (
    <section className="sheet feed no-print" aria-labelledby="feed-title">
      <h2 id="feed-title">{t('feed.title')}</h2>
      <p>{t('feed.text')}</p>
      {feed ? (
        <div className="feed-made">
          <label className="labelled">
            {t('feed.address')}
            <input readOnly value={feed.address} onFocus={(event) => event.target.select()} />
          </label>
          <button
            type="button"
            className="button button-plain"
            onClick={() => void navigator.clipboard.writeText(feed.address)}
          >
            {t('feed.copy')}
          </button>
          <button
            type="button"
            className="button button-plain"
            disabled={revoke.running}
            onClick={() => void takeBack()}
          >
            {t('feed.revoke')}
          </button>
          <p>{t('feed.once')}</p>
        </div>
      ) : (
        <button type="button" className="button button-plain" disabled={create.running} onClick={() => void make()}>
          {t('feed.make')}
        </button>
      )}
      {revoked ? <p role="status">{t('feed.revoked')}</p> : null}
      <Refusal {...told} />
    </section>
  );
}
