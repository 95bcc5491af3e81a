import type { HolidayProjection } from '../../kernel/calendar/holiday-projection.ts';
import { endOfSameWorkingDay } from '../../kernel/calendar/working-days.ts';
import { type Caller, holds, PLATFORM_STAFF, systemCaller } from '../../kernel/caller.ts';
import { decodeInline } from '../../kernel/import/desk.ts';
import { type Page, type PageRequest, pageOf } from '../../kernel/records/page.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
  wrongState,
} from '../../kernel/refusals.ts';
import type { Kernel, Refused, Tx } from '../../kernel/types.ts';
import { isCreditCode } from './domain/credit-code.ts';
import { type RegistrationStep, registrationRules, registrationSteps } from './domain/registration.ts';
import type { ConfirmRegistrationInput, LicenceInput, RegisterAccountInput } from './generated/types.ts';
import type { MembershipStore } from './membership-store.ts';
import type { AccountRow, MemberModels, RegistrationRow } from './models.ts';
import { accountPath, grantRow, insertAccount, newAccount, tellAccount } from './new-account.ts';
import { creditCodeInvalid } from './unit-store.ts';

/** Largest licence that comes inside the form, in bytes. */
const mostLicenceBytes = 512 * 1024;
const licenceTypes: ReadonlySet<string> = new Set(['application/pdf', 'image/jpeg', 'image/png']);

/** Registrations that one run of the job tells of. */
const BATCH = 200;

/**
 * Registration of the first level by the person: individuals at once, legal persons (credit code and licence), experts and providers once the
 * platform's staff have accepted. The password is set by the single-use link of "forgotten password"; nobody can log in before acceptance.
 */
export class RegistrationStore {
  readonly #kernel: Kernel;
  readonly #models: MemberModels;
  readonly #memberships: MembershipStore;
  readonly #holidays: HolidayProjection;

  constructor(kernel: Kernel, models: MemberModels, memberships: MembershipStore, holidays: HolidayProjection) {
    this.#kernel = kernel;
    this.#models = models;
    this.#memberships = memberships;
    this.#holidays = holidays;
  }

  /** Registrations that wait for a decision, oldest first: all for the platform's staff, its people for a unit's administrator. */
  waiting(caller: Caller, request: PageRequest): Promise<Page<AccountRow>> {
    const unitIds = caller.grants.flatMap(({ role, path }) => (role === 'UNIT_ADMINISTRATOR' ? path.slice(1, 2) : []));
    const whose = holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id])
      ? {}
      : { 'registration.awaitsUnitId': { $in: unitIds } };
    const where = { 'registration.state': 'APPLIED', ...whose };
    return pageOf(this.#models.accounts, where, { field: 'createdAt', direction: 1 }, request);
  }

  /** A link to the licence for the platform's staff. */
  async licenceUrl(caller: Caller, fileId: string | null): Promise<string | null> {
    return fileId && holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id]) ? this.#kernel.files.link(fileId) : null;
  }

  isOverdue(registration: RegistrationRow): boolean {
    const { state, dueBy } = registration;
    return state === 'APPLIED' && dueBy !== null && dueBy !== undefined && dueBy < this.#kernel.clock.now();
  }

  /** Job: tells once of each registration that nobody decided in time: the platform's staff, and the unit that it waits for. */
  async tellOverdue(now: Date): Promise<void> {
    const overdue: Readonly<Record<string, unknown>> = {
      'registration.state': 'APPLIED',
      'registration.dueBy': { $lt: now },
      'registration.overdueToldAt': { $exists: false },
    };
    const here = this.#kernel.platform.id;
    const accounts = await this.#models.accounts.find(overdue).sort({ 'registration.dueBy': 1 }).limit(BATCH).lean();
    for (const { _id, name, registration } of accounts)
      await this.#kernel.transact(systemCaller(here, 'members.overdue'), async (tx) => {
        const told = { $set: { 'registration.overdueToldAt': tx.now } };
        const { matchedCount } = await this.#models.accounts.updateOne({ _id, ...overdue }, told, {
          session: tx.session,
        });
        if (matchedCount === 0) return;
        const to = [here, ...(registration?.awaitsUnitId ? [registration.awaitsUnitId] : [])];
        const values = { name, until: registration?.dueBy?.toISOString() ?? '' };
        tx.notify({ template: 'registration.overdue', to, about: _id, values });
      });
  }

  register(caller: Caller, input: RegisterAccountInput) {
    const request = { caller, name: 'registerAccount', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const rule = registrationRules[input.kind];
      refuseProblems(caller, await this.#problems(caller, input));
      if (rule.needsLicence && !isCreditCode(input.creditCode ?? ''))
        throw creditCodeInvalid(caller, input.creditCode ?? '');
      const state = rule.decidedByStaff ? 'APPLIED' : 'ACCEPTED';
      const registration = { ...(await this.#registrationOf(tx, input)), state } as const;
      const grants = rule.decidedByStaff ? [] : [grantRow(tx, rule.role, [this.#kernel.platform.id], null)];
      const account = newAccount(tx, this.#kernel, {
        ...input,
        unitId: null,
        grants,
        registration,
        disabled: rule.decidedByStaff,
      });
      await insertAccount(this.#models.accounts, tx, account);
      tellAccount(tx, this.#kernel.platform.id, 'registerAccount', 'registered', null, account);
      if (rule.decidedByStaff) this.#announce(tx, account, registration.awaitsUnitId ?? null);
      return { __typename: 'RegisterAccountSuccess', account };
    });
  }

  async #registrationOf(tx: Tx, input: RegisterAccountInput): Promise<RegistrationRow> {
    const { kind, creditCode, licenceFileId, licence } = input;
    const saved = licence ? await this.#keepLicence(tx, licence) : null;
    const mayBeNamed = registrationRules[kind].needsLicence && licenceFileId;
    const uploaded = mayBeNamed ? await this.#kernel.files.attach(tx, licenceFileId) : null;
    const unit =
      creditCode && registrationRules[kind].unit ? await this.#memberships.confirmingUnit(tx, creditCode) : null;
    const calendar = await this.#holidays.calendar(tx.session);
    return {
      kind,
      state: 'APPLIED',
      reason: null,
      creditCode: creditCode ?? null,
      licenceFileId: uploaded?.id ?? saved,
      awaitsUnitId: unit?._id ?? null,
      dueBy: endOfSameWorkingDay(calendar, tx.now),
    };
  }

  async #keepLicence(tx: Tx, { name, mediaType, base64 }: LicenceInput): Promise<string> {
    const bytes = decodeInline(tx.caller, base64, mostLicenceBytes);
    return (await this.#kernel.files.save(name, mediaType, bytes, tx.session)).id;
  }

  #announce(tx: Tx, { _id, name }: AccountRow, unitId: string | null): void {
    const [template, to] = unitId
      ? (['registration.toConfirm', unitId] as const)
      : (['registration.waiting', this.#kernel.platform.id] as const);
    tx.notify({ template, to: [to], about: _id, values: { name } });
  }

  /** The administrator of the unit says whether the person is of it; a yes lets the person in. */
  confirm(caller: Caller, input: ConfirmRegistrationInput) {
    const request = { caller, name: 'confirmRegistration', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#models.accounts.findById(input.accountId).session(tx.session).lean();
      const unitId = before?.registration?.awaitsUnitId;
      if (!before?.registration || !unitId) throw notFound(caller, input.accountId);
      if (!holds(caller, ['UNIT_ADMINISTRATOR'], [this.#kernel.platform.id, unitId])) throw notPermitted(caller);
      if (!input.confirm) refuseProblems(caller, [required('reason', input.reason)]);
      const step = input.confirm ? 'accept' : 'refuse';
      const account = await this.#decide(tx, before, before.registration, step, input.reason ?? null);
      return { __typename: 'ConfirmRegistrationSuccess', account };
    });
  }

  /** Staff accept, refuse or later revoke; the person is told, with the reason. */
  step(
    caller: Caller,
    step: RegistrationStep,
    input: {
      readonly idempotencyKey: string;
      readonly accountId: string;
      readonly reason?: string | null | undefined;
      readonly asUnitAdministrator?: boolean | null | undefined;
    },
  ) {
    const { action, success } = steps[step];
    return this.#kernel.command({ caller, name: action, idempotencyKey: input.idempotencyKey, input }, async (tx) => {
      const before = await this.#models.accounts.findById(input.accountId).session(tx.session).lean();
      if (!before?.registration) throw notFound(caller, input.accountId);
      if (!holds(caller, PLATFORM_STAFF, accountPath(this.#kernel.platform.id, before))) throw notPermitted(caller);
      if (step !== 'accept') refuseProblems(caller, [required('reason', input.reason)]);
      const { registration } = before;
      // The unit knows its people: staff decides in its place only when it did not in time.
      const isUnits = step === 'accept' && registration.awaitsUnitId && !this.isOverdue(registration);
      if (isUnits && registration.state === 'APPLIED')
        throw wrongState(caller, 'APPLIED', ['confirmRegistration', 'refuse']);
      const asHead = input.asUnitAdministrator ?? false;
      const account = await this.#decide(tx, before, registration, step, input.reason ?? null, asHead);
      return { __typename: success, account };
    });
  }

  async #decide(
    tx: Tx,
    before: AccountRow,
    registration: RegistrationRow,
    step: RegistrationStep,
    reason: string | null,
    asHead = false,
  ): Promise<AccountRow> {
    const { action, template } = steps[step];
    const state = registrationSteps[registration.state][step];
    if (!state) throw wrongState(tx.caller, registration.state, Object.keys(registrationSteps[registration.state]));
    const rights =
      step === 'accept' ? await this.#rights(tx, registration, before, asHead) : { grants: [], unitId: before.unitId };
    const after: AccountRow = {
      ...before,
      ...rights,
      registration: { ...registration, state, reason },
      disabled: step !== 'accept',
      authorisationVersion: before.authorisationVersion + 1,
      version: before.version + 1,
    };
    const { session } = tx;
    await this.#models.accounts.replaceOne({ _id: before._id, version: before.version }, after, { session });
    tellAccount(tx, this.#kernel.platform.id, action, 'rightsChanged', before, after, reason ?? undefined);
    const values = { name: after.name, reason: reason ?? '' };
    tx.notify({ template, to: [after._id], about: after._id, values });
    return after;
  }

  async #problems(caller: Caller, input: RegisterAccountInput): Promise<readonly (Problem | null)[]> {
    const needsLicence = registrationRules[input.kind].needsLicence;
    const file =
      needsLicence && input.licenceFileId ? await this.#kernel.files.usable(caller, input.licenceFileId) : null;
    return [
      required('username', input.username),
      required('name', input.name),
      input.licence && !licenceTypes.has(input.licence.mediaType)
        ? { field: 'licence.mediaType', text: { zh: '须为 PDF、JPEG 或 PNG。', en: 'PDF, JPEG or PNG.' } }
        : null,
      needsLicence && (input.licenceFileId ? !file : !input.licence)
        ? { field: 'licenceFileId', text: { zh: '请上传营业执照。', en: 'Upload the business licence.' } }
        : null,
    ];
  }

  /** The role of the kind; a legal person's or provider's over its unit, which is entered by its credit code when it is not there yet. */
  async #rights(
    tx: Tx,
    { kind, creditCode }: RegistrationRow,
    account: AccountRow,
    asHead: boolean,
  ): Promise<Pick<AccountRow, 'grants' | 'unitId'>> {
    const { role, unit: unitKind } = registrationRules[kind];
    if (!unitKind || !creditCode)
      return { grants: [grantRow(tx, role, [this.#kernel.platform.id], null)], unitId: null };
    const unit = await this.#memberships.ofCreditCode(tx, creditCode, { name: account.name, kind: unitKind });
    const own = grantRow(tx, role, unit.path, null);
    if (!asHead) return { grants: [own], unitId: unit._id };
    if (await this.#memberships.confirmingUnit(tx, creditCode)) throw hasAdministrator(tx.caller);
    return { grants: [own, grantRow(tx, 'UNIT_ADMINISTRATOR', unit.path, null)], unitId: unit._id };
  }
}

function hasAdministrator(caller: Caller): Refused {
  const text = {
    zh: '该单位已有管理员，请由其授予权限。',
    en: 'The unit has an administrator already: ask that one to grant the role.',
  };
  return invalidInput(caller, [{ field: 'asUnitAdministrator', text }]);
}

const steps = {
  accept: { action: 'acceptRegistration', success: 'AcceptRegistrationSuccess', template: 'registration.accepted' },
  refuse: { action: 'refuseRegistration', success: 'RefuseRegistrationSuccess', template: 'registration.refused' },
  revoke: { action: 'revokeRegistration', success: 'RevokeRegistrationSuccess', template: 'registration.revoked' },
} as const;
