import type { Agreement, TariffComponent, TariffRow } from '../../ledger/types.ts';
import type { SeedInstrument } from '../../seed/instruments.ts';
import { seedId } from '../../seed/random.ts';
import type { SeedTestItem } from '../../seed/test-items.ts';
import type { SeedUse } from '../../seed/usage.ts';
import type { PastUse } from '../../subgraphs/booking/store/load.ts';
import { REGISTERED_AT } from './rows.ts';

/** Whoever pays, the price is the cost (只收成本费): the row of `OTHER` holds for every class. */
function tariff(platform: string, subjectId: string, component: TariffComponent, amountFen: number): TariffRow {
  return {
    _id: seedId(platform, 'tariff', `${subjectId}/${component}`),
    subjectId,
    component,
    userClass: 'OTHER',
    amountFen,
    costBaseFen: amountFen,
    validFrom: REGISTERED_AT,
    validTo: null,
  };
}

export const instrumentTariff = (platform: string, instrument: SeedInstrument): TariffRow =>
  tariff(platform, instrument.id, 'HOUR', instrument.hourFen);

export const testItemTariff = (platform: string, item: SeedTestItem): TariffRow =>
  tariff(platform, item.id, 'SAMPLE', item.samplePriceFen);

/** The council agreement by which the city's users use the province's resources free of charge (domain.md §1), from the day the two were linked. */
export function councilAgreement(province: string, city: string): Agreement {
  return {
    _id: seedId(province, 'agreement', `council/${city}`),
    name: {
      zh: '科技创新决策咨询平台共建理事单位协议',
      en: 'Co-founding council agreement of the decision-consulting platform',
    },
    providerPath: [province],
    consumerPath: [city],
    waiverPercent: 100,
    validFrom: new Date('2011-08-01T00:00:00.000Z'),
    validTo: null,
    version: 1,
  };
}

export function pastUseRow(use: SeedUse): PastUse {
  const own = use.consumerUnit.id === use.instrument.unitId;
  return {
    bookingId: use.bookingId,
    workOrderId: use.workOrderId,
    usageRecordId: use.usageRecordId,
    instrumentId: use.instrument.id,
    userUnitId: use.consumerUnit.id,
    userName: use.consumerUnit.contactName,
    userClass: own ? 'OWN_UNIT' : use.consumerUnit.kind === 'FIRM' ? 'FIRM' : 'MEMBER_UNIT',
    channel: use.viaTestRequest ? 'TELEPHONE' : 'ONLINE',
    purpose: use.instrument.template.tests[0]?.name ?? use.instrument.name,
    start: use.start,
    bookedMinutes: use.bookedMinutes,
    usedMinutes: use.usedMinutes,
    samples: use.samples,
  };
}
