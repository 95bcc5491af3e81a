import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { day } from '../../../parts/format.ts';
import { type RowAction, RowActions } from '../../../parts/row-actions.tsx';
import { StateTag } from '../../../parts/state-tag.tsx';
import {
  AmendInstrumentRatingDocument,
  HideInstrumentRatingDocument,
  type RatingLineFragment,
  ReplyToInstrumentRatingDocument,
  ShowInstrumentRatingDocument,
} from '../generated.ts';
import { RatingDialog, ReplyDialog } from './rating-dialog.tsx';
import { Stars } from './stars.tsx';

interface Props {
  readonly rating: RatingLineFragment;
  readonly zone: string;
  readonly onChange: () => void;
}

/** What one user says, the laboratory's reply, and what the reader may do about it. */
export function RatingLine(props: Props) {
  const { t } = useTranslation('instruments');
  const { rating, zone } = props;
  const { stars, text, at, amendedAt, userClass, reply, repliedAt, hiddenReason, isMine } = rating;
  return (
    <li>
      <p>
        <Stars hundredths={stars * 100} /> {isMine ? t('rating.mine') : t(`frame:userClass.${userClass}`)} ·{' '}
        {day(at, zone)}
        {amendedAt ? ` · ${t('rating.amendedOn', { on: day(amendedAt, zone) })}` : ''}{' '}
        {hiddenReason ? <StateTag tone="bad">{t('rating.hiddenBecause', { reason: hiddenReason })}</StateTag> : null}
      </p>
      {text ? <p>{text}</p> : null}
      {reply ? (
        <p className="rating-reply">
          <strong>{t('rating.labSays', { on: repliedAt ? day(repliedAt, zone) : '' })}</strong> {reply}
        </p>
      ) : null}
      <Actions {...props} />
    </li>
  );
}

function Actions({ rating, zone, onChange }: Props) {
  const { t } = useTranslation('instruments');
  const [open, setOpen] = useState<'amend' | 'reply'>();
  const amend = useCommand(AmendInstrumentRatingDocument);
  const reply = useCommand(ReplyToInstrumentRatingDocument);
  const moderation = useModeration(rating);
  const may = (step: string): boolean => rating.possible.includes(step);
  const close = (): void => setOpen(undefined);
  const done = (): void => {
    close();
    onChange();
  };
  const ratingId = rating.id;
  const about = t('rating.about', { on: day(rating.at, zone), stars: rating.stars });
  return (
    <Space wrap>
      {may('amendInstrumentRating') ? (
        <>
          <Button size="small" onClick={() => setOpen('amend')}>
            {t('rating.amend')}
          </Button>
          <span className="soft">{t('rating.until', { on: day(rating.amendableUntil, zone) })}</span>
        </>
      ) : null}
      {may('replyToInstrumentRating') ? (
        <Button size="small" aria-label={`${t('rating.reply')} ${about}`} onClick={() => setOpen('reply')}>
          {t('rating.reply')}
        </Button>
      ) : null}
      <RowActions about={about} actions={moderation} onDone={onChange} />
      {open === 'amend' ? (
        <RatingDialog
          title={t('rating.amend')}
          initial={{ stars: rating.stars, text: rating.text ?? '' }}
          run={(given) => amend.run({ ratingId, ...given })}
          onDone={done}
          onClose={close}
        />
      ) : null}
      {open === 'reply' ? (
        <ReplyDialog run={({ text }) => reply.run({ ratingId, text })} onDone={done} onClose={close} />
      ) : null}
    </Space>
  );
}

/** What the platform's staff may do: take it out of sight with a reason, and show it again. */
function useModeration({ id: ratingId, possible }: RatingLineFragment): readonly RowAction[] {
  const { t } = useTranslation('instruments');
  const hide = useCommand(HideInstrumentRatingDocument);
  const show = useCommand(ShowInstrumentRatingDocument);
  const actions = {
    hideInstrumentRating: {
      name: t('rating.hide'),
      text: t('rating.hideText'),
      isDangerous: true,
      asksReason: true,
      run: (reason: string) => hide.run({ ratingId, reason }),
    },
    showInstrumentRating: {
      name: t('rating.show'),
      asksReason: true,
      run: (reason: string) => show.run({ ratingId, reason }),
    },
  };
  return Object.entries(actions).flatMap(([step, action]) => (possible.includes(step) ? [action] : []));
}
