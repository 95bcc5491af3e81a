import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { instant } from '../../../parts/format.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { FactList } from '../../../parts/record-page.tsx';
import { Failed, Loading, Message } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import { MyAccountDocument, type MyAccountQuery } from '../generated.ts';
import '../my.css';
import { Groups } from './groups.tsx';
import { Qualifications } from './qualifications.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Security } from './security.tsx';
import { Sessions } from './sessions.tsx';

type Account = NonNullable<MyAccountQuery['me']>;

/** Who one is on this platform, what one may do, and the logins that are open. */
export default function AccountPage() {
  const { t } = useTranslation('my');
  const { data, loading, failure, refresh } = useRead(MyAccountDocument, {});
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  const account = data?.me;
  if (!account) return <Message title={t('account.elsewhere')} />;
  return (
    <>
      <PageTitle title={t('account.title')} lead={account.name} />
      <div className="sheets">
        <Profile account={account} />
        <Level account={account} />
        <Qualifications accountId={account.id} />
        <Groups groups={data.myResearchGroups} accountId={account.id} />
        <Sessions />
        <SecondFactor />
        <Security />
      </div>
    </>
  );
}

function Profile({ account }: { readonly account: Account }) {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const platformName = usePlatformName();
  const roles = [...new Set(account.grants.map(({ role }) => role))];
  return (
    <section className="sheet" aria-labelledby="profile-title">
      <h2 id="profile-title">{t('account.profile')}</h2>
      <FactList
        facts={[
          { name: t('account.username'), value: account.username },
          { name: t('account.name'), value: account.name },
          { name: t('account.email'), value: account.email },
          { name: t('account.telephone'), value: account.telephone },
          { name: t('account.unit'), value: account.unit?.name },
          { name: t('account.roles'), value: roles.map((role) => t(`role.${role}`)).join(t('comma')) },
          { name: t('account.home'), value: platformName(account.home) },
          { name: t('account.registered'), value: instant(account.registeredAt, timeZone) },
        ]}
      />
    </section>
  );
}

function Level({ account: { level } }: { readonly account: Account }) {
  const { t } = useTranslation('my');
  const { id, platforms } = useFace();
  const platformName = usePlatformName();
  const parent = platforms.find((platform) => platform.id === id)?.parent;
  if (!parent) return null;
  const above = platformName(parent);
  return (
    <section className="sheet" aria-labelledby="level-title">
      <h2 id="level-title">{t('level.title')}</h2>
      <p>{level >= 2 ? t('level.two', { above }) : t('level.one', { above })}</p>
    </section>
  );
}
