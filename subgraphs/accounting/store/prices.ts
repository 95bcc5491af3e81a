import type { Caller } from '../../../kernel/caller.ts';
import { holds } from '../../../kernel/caller.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
} from '../../../kernel/refusals.ts';
import type { Agreement, TariffRow } from '../../../ledger/types.ts';
import type { PutAgreementInput, SetPaymentTermsInput, SetTariffInput } from '../generated/types.ts';
import { isAccountant } from './permissions.ts';
import type { Room } from './room.ts';

const OWNERS = ['UNIT_ADMINISTRATOR', 'INSTRUMENT_ADMINISTRATOR', 'PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF'] as const;

/** Puts a price in force, by the owner of the subject or the platform. */
export function setTariff(room: Room, caller: Caller, input: SetTariffInput) {
  const { kernel, ledger, models } = room;
  const request = { caller, name: 'setTariff', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    refuseProblems(caller, [notNegative('amountFen', input.amountFen), notNegative('costBaseFen', input.costBaseFen)]);
    const subject = await models.subjects.findById(input.subjectId).session(tx.session).lean();
    if (!subject) throw notFound(caller, input.subjectId);
    if (caller.kind !== 'system' && !holds(caller, OWNERS, subject.path)) throw notPermitted(caller);
    const { subjectId, component, userClass, amountFen, costBaseFen } = input;
    const tariff: TariffRow = {
      _id: kernel.newId('tariff'),
      subjectId,
      component,
      userClass,
      amountFen,
      costBaseFen,
      validFrom: input.validFrom ?? tx.now,
      validTo: null,
    };
    await ledger.pricing.setTariff(tx, tariff);
    tx.audit({ action: 'setTariff', recordId: subjectId, after: tariff });
    tx.emit({ type: 'tariff.set', recordId: tariff._id, version: 1, payload: { ...tariff } });
    return { __typename: 'SetTariffSuccess', tariff };
  });
}

/** Makes an agreement, or a new version of one. */
export function putAgreement(room: Room, caller: Caller, input: PutAgreementInput) {
  const { kernel, ledger } = room;
  const request = { caller, name: 'putAgreement', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    refuseProblems(caller, agreementProblems(input));
    const before = input.id ? await ledger.pricing.agreement(input.id) : null;
    if (input.id && !before) throw notFound(caller, input.id);
    const agreement: Agreement = {
      _id: before?._id ?? kernel.newId('agreement'),
      name: { zh: input.name.trim(), en: input.nameEn?.trim() || input.name.trim() },
      providerPath: input.providerPath,
      consumerPath: input.consumerPath,
      waiverPercent: input.waiverPercent,
      via: input.via ?? [],
      validFrom: input.validFrom,
      validTo: input.validTo ?? null,
      version: (before?.version ?? 0) + 1,
    };
    await ledger.pricing.putAgreement(tx, agreement);
    tx.audit({ action: 'putAgreement', recordId: agreement._id, before, after: agreement });
    tx.emit({ type: 'agreement.put', recordId: agreement._id, version: agreement.version, payload: { ...agreement } });
    return { __typename: 'PutAgreementSuccess', agreement };
  });
}

/** Sets how a debtor pays, how often it settles, and its limit. */
export function setPaymentTerms(room: Room, caller: Caller, input: SetPaymentTermsInput) {
  const { kernel, ledger } = room;
  const request = { caller, name: 'setPaymentTerms', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    if (!isAccountant(caller, kernel.platform.id)) throw notPermitted(caller);
    refuseProblems(caller, [input.limitFen == null ? null : notNegative('limitFen', input.limitFen)]);
    const before = await ledger.parties.get(input.partyId, tx.session);
    const limit = input.unlimited ? { limitFen: null } : input.limitFen == null ? {} : { limitFen: input.limitFen };
    const terms = {
      ...(input.terms ? { terms: input.terms } : {}),
      ...(input.settlement ? { settlement: input.settlement } : {}),
      ...limit,
    };
    if (Object.keys(terms).length === 0) throw invalidInput(caller, [nothing]);
    await ledger.parties.setTerms(tx, input.partyId, terms);
    tx.audit({ action: 'setPaymentTerms', recordId: input.partyId, before, after: terms });
    return { __typename: 'SetPaymentTermsSuccess', debtor: { ...before, ...terms } };
  });
}

const nothing: Problem = { field: 'terms', text: { zh: '没有要修改的内容。', en: 'Nothing is to be changed.' } };

function agreementProblems(input: PutAgreementInput): readonly (Problem | null)[] {
  const percent = Number.isInteger(input.waiverPercent) && input.waiverPercent >= 0 && input.waiverPercent <= 100;
  const ordered = !input.validTo || input.validFrom < input.validTo;
  return [
    required('name', input.name),
    percent ? null : { field: 'waiverPercent', text: { zh: '应为 0 到 100 的整数。', en: 'From 0 to 100.' } },
    ordered ? null : { field: 'validTo', text: { zh: '失效时间应晚于生效时间。', en: 'It must end after it begins.' } },
    input.providerPath.length > 0 ? null : required('providerPath', ''),
    input.consumerPath.length > 0 ? null : required('consumerPath', ''),
  ];
}

/** A problem when an amount is negative. */
export function notNegative(field: string, fen: number): Problem | null {
  return fen >= 0 ? null : { field, text: { zh: '不能为负数。', en: 'It must not be negative.' } };
}

/** A problem when an amount isn't positive. */
export function positive(field: string, fen: number): Problem | null {
  return fen > 0 ? null : { field, text: { zh: '应大于零。', en: 'It must be more than zero.' } };
}
