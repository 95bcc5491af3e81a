import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { day, money } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { Test } from './test-page.tsx';

/** The statements that a test's fee stands on: invoices asked for and issued, payments, and what is still open. */
export function Billing({ statements }: { readonly statements: Test['statements'] }) {
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  if (statements.length === 0) return <p>{t('billing.none')}</p>;
  return statements.map(({ id, number, state, openFen, invoices, receipts }) => (
    <section key={id} aria-label={number}>
      <p>
        <Link to={`/my/statements/${encodeURIComponent(id)}`}>{number}</Link> · {t(`statementState.${state}`)} ·{' '}
        {t('billing.open', { amount: money(openFen) })}
      </p>
      <ul>
        {invoices.map((invoice) => (
          <li key={invoice.id}>
            {t('billing.invoice', { title: invoice.title, amount: money(invoice.fen) })} ·{' '}
            {invoice.number ?? t('billing.asked')}
            {invoice.issuedAt ? ` · ${day(invoice.issuedAt, timeZone)}` : null}
          </li>
        ))}
        {receipts.map((receipt) => (
          <li key={receipt.id}>
            {t('billing.paid', { amount: money(receipt.fen), on: day(receipt.receivedAt, timeZone) })} {receipt.channel}
          </li>
        ))}
      </ul>
    </section>
  ));
}
