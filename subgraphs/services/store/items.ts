import { type Caller, holds, type Role } from '../../../kernel/caller.ts';
import type { SharedRecord } from '../../../kernel/catalogue/types.ts';
import type { Page, PageRequest } from '../../../kernel/records/page.ts';
import { amended } from '../../../kernel/records/record-store.ts';
import {
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
  wrongState,
} from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { TariffComponent, UserClass } from '../../../ledger/types.ts';
import { standardKey } from '../domain/matching.ts';
import type { CertificateRow, ReportLanguage, TestItemRecord } from '../test-items.ts';
import { command, type ServicesRoom, unitById } from './room.ts';
import { formerNumbers, matchStandard, type StandardMatch } from './standards.ts';

export const UNIT_STAFF: readonly Role[] = [
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
];

const ALL_CLASSES: readonly UserClass[] = ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'];

interface CertificateInput extends Pick<CertificateRow, 'kind' | 'number'> {
  readonly scope?: string | null | undefined;
  readonly validTo?: string | null | undefined;
}

export interface RegisterTestItemInput {
  readonly idempotencyKey: string;
  readonly unitId: string;
  readonly labId?: string | null | undefined;
  readonly name: string;
  readonly synonyms?: readonly string[] | null | undefined;
  readonly standards?: readonly string[] | null | undefined;
  readonly category?: string | null | undefined;
  readonly reportLanguages?: readonly ReportLanguage[] | null | undefined;
  readonly specimen?: string | null | undefined;
  readonly instrumentIds?: readonly string[] | null | undefined;
  readonly prices: readonly { readonly component: TariffComponent; readonly amountFen: number }[];
  readonly turnaroundDays?: number | null | undefined;
  readonly minutesPerSample?: number | null | undefined;
  readonly certificates?: readonly CertificateInput[] | null | undefined;
  readonly contact?:
    | {
        readonly name: string;
        readonly telephone?: string | null | undefined;
        readonly email?: string | null | undefined;
      }
    | null
    | undefined;
  readonly sharing?: SharedRecord['sharing'] | null | undefined;
}

export interface ItemSuccess {
  readonly __typename: string;
  readonly testItemId: string;
}

/** Enters a test item with its prices, the same for all user classes, at cost. */
export function registerTestItem(
  room: ServicesRoom,
  caller: Caller,
  input: RegisterTestItemInput,
): Promise<ItemSuccess | RefusalValue> {
  return command(room, caller, 'registerTestItem', input, async (tx) => {
    if (!holds(caller, UNIT_STAFF, [room.kernel.platform.id, input.unitId])) throw notPermitted(caller);
    refuseProblems(caller, problemsOf(input));
    const item = await freshItem(room, tx, input);
    await room.items.save(tx, [{ action: 'registerTestItem', happened: 'registered', before: null, after: item }]);
    await setPrices(room, tx, item._id, input.prices);
    return { __typename: 'RegisterTestItemSuccess', testItemId: item._id };
  });
}

function problemsOf(input: RegisterTestItemInput): (Problem | null)[] {
  const components = input.prices.map(({ component }) => component);
  const positive = (field: string, value: number | null | undefined): Problem | null =>
    value === null || value === undefined || value > 0
      ? null
      : { field, text: { zh: '须为正数。', en: 'Must be positive.' } };
  return [
    required('name', input.name),
    input.prices.length > 0
      ? null
      : { field: 'prices', text: { zh: '至少一项收费。', en: 'Give at least one price.' } },
    new Set(components).size === components.length
      ? null
      : { field: 'prices', text: { zh: '收费项目重复。', en: 'A component is priced twice.' } },
    ...input.prices.map(({ amountFen }, index) =>
      amountFen >= 0
        ? null
        : { field: `prices.${index}.amountFen`, text: { zh: '不能为负。', en: 'Must not be negative.' } },
    ),
    positive('turnaroundDays', input.turnaroundDays),
    positive('minutesPerSample', input.minutesPerSample),
  ];
}

async function freshItem(room: ServicesRoom, tx: Tx, input: RegisterTestItemInput): Promise<TestItemRecord> {
  const unit = await unitById(room, input.unitId, tx.session);
  if (!unit) throw notFound(tx.caller, input.unitId);
  const place = { unitId: input.unitId, labId: input.labId ?? null };
  const reach = { sharing: input.sharing ?? 'PROVINCE', grade: 'OPEN' } as const;
  const standards = input.standards ?? [];
  const { contact } = input;
  return {
    ...room.items.fresh(room.kernel.newId('testItem'), place, reach, tx.now),
    name: input.name.trim(),
    synonyms: [...(input.synonyms ?? [])],
    standards: [...standards],
    standardKeys: standards.map(standardKey),
    formerStandards: await formerNumbers(room, standards, tx.session),
    category: input.category?.trim() || null,
    reportLanguages: input.reportLanguages?.length ? [...new Set(input.reportLanguages)] : ['ZH'],
    localId: null,
    localKey: null,
    specimen: input.specimen ?? null,
    instrumentIds: [...(input.instrumentIds ?? [])],
    turnaroundDays: input.turnaroundDays ?? null,
    minutesPerSample: input.minutesPerSample ?? null,
    certificates: (input.certificates ?? []).map((one) => ({
      kind: one.kind,
      number: one.number,
      scope: one.scope ?? null,
      validTo: one.validTo ?? null,
    })),
    contact: contact
      ? { name: contact.name, telephone: contact.telephone ?? null, email: contact.email ?? null }
      : null,
    ownEquipment: unit.kind === 'PLATFORM_CENTRE',
    unitName: unit.name,
  };
}

export async function setPrices(
  room: ServicesRoom,
  tx: Tx,
  subjectId: string,
  prices: RegisterTestItemInput['prices'],
): Promise<void> {
  for (const { component, amountFen } of prices) {
    for (const userClass of ALL_CLASSES) {
      const _id = room.kernel.newId('tariff');
      const dated = { validFrom: tx.now, validTo: null };
      await room.ledger.pricing.setTariff(tx, {
        _id,
        subjectId,
        component,
        userClass,
        amountFen,
        costBaseFen: amountFen,
        ...dated,
      });
    }
  }
}

/** Takes an item out of the catalogue; partners and history keep its name. */
export function withdrawTestItem(
  room: ServicesRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly testItemId: string },
): Promise<ItemSuccess | RefusalValue> {
  return command(room, caller, 'withdrawTestItem', input, async (tx) => {
    const before = await room.items.byId(input.testItemId, tx.session);
    if (!before || before.home !== room.kernel.platform.id) throw notFound(caller, input.testItemId);
    if (!holds(caller, UNIT_STAFF, before.path)) throw notPermitted(caller);
    if (before.withdrawn) throw wrongState(caller, 'WITHDRAWN', []);
    const after = amended(before, { withdrawn: true });
    await room.items.save(tx, [{ action: 'withdrawTestItem', happened: 'withdrawn', before, after }]);
    return { __typename: 'WithdrawTestItemSuccess', testItemId: after._id };
  });
}

export interface TestItemFilter {
  readonly unitId?: string | null | undefined;
  readonly instrumentId?: string | null | undefined;
  readonly standard?: string | null | undefined;
  readonly ownEquipment?: boolean | null | undefined;
  readonly category?: string | null | undefined;
  readonly reportLanguage?: ReportLanguage | null | undefined;
}

/** A page of items; `standard` says where the number of the filter led. */
export interface TestItemPage extends Page<TestItemRecord> {
  readonly standard: StandardMatch | null;
}

/** Test items by name. `OWN` are this platform's, `NETWORK` all that is shared with it. A withdrawn standard finds its successor's items. */
export async function testItems(
  room: ServicesRoom,
  caller: Caller,
  filter: TestItemFilter,
  scope: 'OWN' | 'NETWORK',
  page: PageRequest,
): Promise<TestItemPage> {
  const standard = filter.standard ? await matchStandard(room, caller, filter.standard) : null;
  const where = {
    ...(scope === 'OWN' ? { home: room.kernel.platform.id } : {}),
    ...(filter.unitId ? { unitId: filter.unitId } : {}),
    ...(filter.instrumentId ? { instrumentIds: filter.instrumentId } : {}),
    ...(standard ? { standardKeys: { $in: [...standard.keys] } } : {}),
    ...(typeof filter.ownEquipment === 'boolean' ? { ownEquipment: filter.ownEquipment } : {}),
    ...(filter.category ? { category: filter.category } : {}),
    ...(filter.reportLanguage ? { reportLanguages: filter.reportLanguage } : {}),
    withdrawn: false,
  };
  return { ...(await room.items.page(caller, where, { field: 'name', direction: 1 }, page)), standard };
}
