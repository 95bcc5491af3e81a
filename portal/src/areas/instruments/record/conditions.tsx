import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { hours, instant, span as spanText } from '../../../parts/format.ts';
import { FactList } from '../../../parts/record-page.tsx';
import { useSession } from '../../../session/use-session.ts';
import type { InstrumentRecord, Rules } from '../booking/bookable.ts';
import { InstrumentForMeDocument, type InstrumentForMeQuery } from '../generated.ts';
import { useNextHour } from './tariffs.tsx';
import { Trainings } from './trainings.tsx';

interface Props {
  readonly instrument: InstrumentRecord;
  readonly zone: string;
}

/** How it may be booked, whether the user may, and when it is out of service. */
export function Conditions({ instrument, zone }: Props) {
  const { t } = useTranslation('instruments');
  const { bookingPolicy: rules, outages } = instrument;
  return (
    <section className="sheet" aria-labelledby="conditions-title">
      <h2 id="conditions-title">{t('rules.title')}</h2>
      {rules ? <RuleFacts rules={rules} /> : <p>{t('wish.elsewhere')}</p>}
      {rules?.qualification ? <Qualified instrumentId={instrument.id} need={rules.qualification} zone={zone} /> : null}
      {outages && outages.length > 0 ? (
        <>
          <h3>{t('outage.title')}</h3>
          <ul className="outages">
            {outages.map(({ id, start, end, kind, text, blocks }) => (
              <li key={id}>
                <span className="tag">{t(`outage.${kind}`)}</span>
                {end ? spanText(start, end, zone) : t('outage.open', { time: instant(start, zone) })} {text}
                {blocks ? '' : ` ${t('outage.usable')}`}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function RuleFacts({ rules }: { readonly rules: Rules }) {
  const { t } = useTranslation('instruments');
  const comma = t('refused.comma');
  const length = t('rules.between', { least: hours(rules.minimumMinutes), most: hours(rules.maximumMinutes) });
  return (
    <FactList
      facts={[
        { name: t('rules.open'), value: openingText(rules, (weekday) => t(`weekday.${weekday}`), comma) },
        { name: t('rules.length'), value: length },
        { name: t('rules.step'), value: hours(rules.granularityMinutes) },
        { name: t('rules.ahead'), value: t('rules.days', { count: rules.horizonDays }) },
        { name: t('rules.admits'), value: rules.admits.map((one) => t(`frame:userClass.${one}`)).join(comma) },
        {
          name: t('rules.operator'),
          value: rules.operatorNeeded ? t('wish.operatorNeeded') : null,
        },
      ]}
    />
  );
}

/** `周一至周五 08:00–20:00`: days with the same hours are told together. */
function openingText({ openingHours }: Rules, weekday: (day: number) => string, comma: string): string {
  const byHours = Map.groupBy(openingHours, ({ opens, closes }) => `${opens}–${closes}`);
  return [...byHours]
    .map(([text, days]) => {
      const numbers = days.map((day) => day.weekday).sort((a, b) => a - b);
      const [first = 1] = numbers;
      const last = numbers.at(-1) ?? first;
      const isRun = last - first === numbers.length - 1 && numbers.length > 1;
      const named = isRun ? `${weekday(first)}–${weekday(last)}` : numbers.map(weekday).join(comma);
      return `${named} ${text}`;
    })
    .join('；');
}

type Mine = InstrumentForMeQuery['qualifications'][number];

function Qualified(props: {
  readonly instrumentId: string;
  readonly need: NonNullable<Rules['qualification']>;
  readonly zone: string;
}) {
  const { t } = useTranslation('instruments');
  const { user } = useSession();
  const { instrumentId, need, zone } = props;
  const hour = useNextHour();
  const variables = { id: instrumentId, accountId: user?.id ?? '', hour };
  const { data } = useRead(InstrumentForMeDocument, variables, { pause: user === null });
  const held = data?.qualifications.find((one) => suffices(one, need));
  return (
    <div className="qualified">
      <h3>{t('qualified.title')}</h3>
      <p>{t('qualified.need', { code: need.code, level: need.level })}</p>
      {user === null || !data ? null : held ? (
        <p className="qualified-yes">
          {held.validTo ? t('qualified.until', { time: instant(held.validTo, zone) }) : t('qualified.forGood')}
        </p>
      ) : (
        <>
          <p className="qualified-no">{t('qualified.missing')}</p>
          <Trainings sessions={data.trainingSessions.edges.map(({ node }) => node)} zone={zone} />
        </>
      )}
    </div>
  );
}

function suffices({ code, level, validTo }: Mine, need: NonNullable<Rules['qualification']>): boolean {
  return code === need.code && level >= need.level && (validTo === null || Date.parse(validTo) > Date.now());
}
