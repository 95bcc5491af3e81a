import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { useRead } from '../../../graph/use-read.ts';
import { span } from '../../../parts/format.ts';
import { useSession } from '../../../session/use-session.ts';
import { RateableBookingsDocument, type RateableBookingsQuery, RateInstrumentDocument } from '../generated.ts';
import { RatingDialog } from './rating-dialog.tsx';

type Rateable = NonNullable<RateableBookingsQuery['instrument']>['rateableBookings'][number];

/** The user's uses of the instrument that can be rated, each with its button; who has none is told when one can. */
export function RateNow({ instrumentId, onDone }: { readonly instrumentId: string; readonly onDone: () => void }) {
  const { t } = useTranslation('instruments');
  const { user } = useSession();
  const { data, refresh } = useRead(RateableBookingsDocument, { id: instrumentId }, { pause: user === null });
  const { run } = useCommand(RateInstrumentDocument);
  const [chosen, setChosen] = useState<Rateable>();
  const bookings = data?.instrument?.rateableBookings ?? [];
  if (bookings.length === 0) return <p className="soft">{t('rating.when')}</p>;
  const done = (): void => {
    setChosen(undefined);
    refresh();
    onDone();
  };
  const timeOf = ({ slot, timeZone }: Rateable): string => span(slot.start, slot.end, timeZone);
  return (
    <Space wrap>
      {bookings.map((booking) => (
        <Button key={booking.id} onClick={() => setChosen(booking)}>
          {t('rating.rate', { time: timeOf(booking) })}
        </Button>
      ))}
      {chosen ? (
        <RatingDialog
          title={t('rating.rate', { time: timeOf(chosen) })}
          initial={{ stars: 5 }}
          run={(given) => run({ bookingId: chosen.id, ...given })}
          onDone={done}
          onClose={() => setChosen(undefined)}
        />
      ) : null}
    </Space>
  );
}
