import type { Agreement, Price, QuoteRequest, TariffComponent, TariffRow, UserClass } from '../types.ts';
import { multiplyAndDivide } from './money.ts';

/** How many of the quantity's units one price buys: hour components are quoted in minutes and priced per 60. */
const QUANTITY_PER_PRICE: Readonly<Record<TariffComponent, number>> = {
  HOUR: 60,
  OPERATOR_HOUR: 60,
  SAMPLE: 1,
  ITEM: 1,
  RUN: 1,
  CONSUMABLE: 1,
};

/** A class without a row of its own pays the general list price, which is the row of `OTHER`. */
const GENERAL: UserClass = 'OTHER';

type Item = QuoteRequest['items'][number];

/** Is a dated row in force at an instant? `validFrom` is included, `validTo` is not. */
export function inForce(row: { readonly validFrom: Date; readonly validTo: Date | null }, at: Date): boolean {
  return row.validFrom <= at && (row.validTo === null || at < row.validTo);
}

/** The tariff row that prices an item: of its class, else the general one; the latest of those in force. Null when there is none. */
export function tariffFor(rows: readonly TariffRow[], item: Item, userClass: UserClass, at: Date): TariffRow | null {
  const candidates = rows.filter(
    (row) => row.subjectId === item.subjectId && row.component === item.component && inForce(row, at),
  );
  const latest = (wanted: UserClass): TariffRow | undefined =>
    candidates
      .filter((row) => row.userClass === wanted)
      .toSorted((a, b) => b.validFrom.getTime() - a.validFrom.getTime())[0];
  return latest(userClass) ?? latest(GENERAL) ?? null;
}

/** The agreement that waives most; of equals the one that began first. */
export function bestAgreement(agreements: readonly Agreement[], at: Date): Agreement | null {
  const valid = agreements.filter((agreement) => inForce(agreement, at));
  const ranked = valid.toSorted(
    (a, b) => b.waiverPercent - a.waiverPercent || a.validFrom.getTime() - b.validFrom.getTime(),
  );
  return ranked[0] ?? null;
}

/** What an item costs by its tariff row. */
export function priceLine(item: Item, unitFen: number): Price['lines'][number] {
  const listFen = multiplyAndDivide(unitFen, item.quantity, QUANTITY_PER_PRICE[item.component]);
  return { subjectId: item.subjectId, component: item.component, quantity: item.quantity, unitFen, listFen };
}

/** Sums the lines and takes off the agreement's share. */
export function priceOf(lines: Price['lines'], agreement: Agreement | null): Price {
  const listFen = lines.reduce((sum, one) => sum + one.listFen, 0);
  const waiverFen = agreement ? multiplyAndDivide(listFen, agreement.waiverPercent, 100) : 0;
  return { listFen, waiverFen, netFen: listFen - waiverFen, agreementId: agreement?._id ?? null, lines };
}
