import { type Caller, holds } from '../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../kernel/records/page.ts';
import { notFound, notPermitted, type Problem, refuseProblems, required, wrongState } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import { isCreditCode } from './domain/credit-code.ts';
import { type RegistrationStep, registrationRules, registrationSteps } from './domain/registration.ts';
import type { RegisterAccountInput } from './generated/types.ts';
import type { MembershipStore } from './membership-store.ts';
import type { AccountRow, MemberModels, RegistrationRow } from './models.ts';
import { accountPath, grantRow, insertAccount, newAccount, tellAccount } from './new-account.ts';
import { creditCodeInvalid } from './unit-store.ts';

const staff = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF'] as const;

/**
 * Registration of the first level by the person: individuals at once, legal persons (credit code and licence), experts and providers once the
 * platform's staff have accepted. The password is set by the single-use link of "forgotten password"; nobody can log in before acceptance.
 */
export class RegistrationStore {
  readonly #kernel: Kernel;
  readonly #models: MemberModels;
  readonly #memberships: MembershipStore;

  constructor(kernel: Kernel, models: MemberModels, memberships: MembershipStore) {
    this.#kernel = kernel;
    this.#models = models;
    this.#memberships = memberships;
  }

  /** Registrations that wait for a decision, oldest first, for the platform's staff. */
  waiting(caller: Caller, request: PageRequest): Promise<Page<AccountRow>> {
    const state = holds(caller, staff, [this.#kernel.platform.id]) ? 'APPLIED' : '';
    return pageOf(
      this.#models.accounts,
      { 'registration.state': state },
      { field: 'createdAt', direction: 1 },
      request,
    );
  }

  register(caller: Caller, input: RegisterAccountInput) {
    const request = { caller, name: 'registerAccount', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const rule = registrationRules[input.kind];
      refuseProblems(caller, await this.#problems(input));
      if (rule.needsLicence && !isCreditCode(input.creditCode ?? ''))
        throw creditCodeInvalid(caller, input.creditCode ?? '');
      const state = rule.decidedByStaff ? 'APPLIED' : 'ACCEPTED';
      const { kind, creditCode, licenceFileId } = input;
      const registration: RegistrationRow = {
        kind,
        state,
        reason: null,
        creditCode: creditCode ?? null,
        licenceFileId: licenceFileId ?? null,
      };
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
      return { __typename: 'RegisterAccountSuccess', account };
    });
  }

  /** Staff accept, refuse or later revoke; the person is told, with the reason. */
  step(
    caller: Caller,
    step: RegistrationStep,
    input: { readonly idempotencyKey: string; readonly accountId: string; readonly reason?: string | null | undefined },
  ) {
    const { action, success, template } = steps[step];
    return this.#kernel.command({ caller, name: action, idempotencyKey: input.idempotencyKey, input }, async (tx) => {
      const before = await this.#models.accounts.findById(input.accountId).session(tx.session).lean();
      if (!before?.registration) throw notFound(caller, input.accountId);
      if (!holds(caller, staff, accountPath(this.#kernel.platform.id, before))) throw notPermitted(caller);
      if (step !== 'accept') refuseProblems(caller, [required('reason', input.reason)]);
      const { registration } = before;
      const state = registrationSteps[registration.state][step];
      if (!state) throw wrongState(caller, registration.state, Object.keys(registrationSteps[registration.state]));
      const decided = { ...registration, state, reason: input.reason ?? null };
      const rights =
        step === 'accept' ? await this.#rights(tx, registration, before) : { grants: [], unitId: before.unitId };
      const after: AccountRow = {
        ...before,
        ...rights,
        registration: decided,
        disabled: step !== 'accept',
        authorisationVersion: before.authorisationVersion + 1,
        version: before.version + 1,
      };
      await this.#models.accounts.replaceOne({ _id: before._id, version: before.version }, after, {
        session: tx.session,
      });
      tellAccount(tx, this.#kernel.platform.id, action, 'rightsChanged', before, after, input.reason ?? undefined);
      tx.notify({
        template,
        to: [after._id],
        about: after._id,
        values: { name: after.name, reason: input.reason ?? '' },
      });
      return { __typename: success, account: after };
    });
  }

  async #problems(input: RegisterAccountInput): Promise<readonly (Problem | null)[]> {
    const needsLicence = registrationRules[input.kind].needsLicence;
    const file = needsLicence && input.licenceFileId ? await this.#kernel.files.open(input.licenceFileId) : null;
    return [
      required('username', input.username),
      required('name', input.name),
      needsLicence && !file
        ? { field: 'licenceFileId', text: { zh: '请上传营业执照。', en: 'Upload the business licence.' } }
        : null,
    ];
  }

  /** The role of the kind; a legal person's or provider's over its unit, which is entered by its credit code when it is not there yet. */
  async #rights(
    tx: Tx,
    { kind, creditCode }: RegistrationRow,
    account: AccountRow,
  ): Promise<Pick<AccountRow, 'grants' | 'unitId'>> {
    const { role, unit: unitKind } = registrationRules[kind];
    if (!unitKind || !creditCode)
      return { grants: [grantRow(tx, role, [this.#kernel.platform.id], null)], unitId: null };
    const unit = await this.#memberships.ofCreditCode(tx, creditCode, { name: account.name, kind: unitKind });
    return { grants: [grantRow(tx, role, unit.path, null)], unitId: unit._id };
  }
}

const steps = {
  accept: { action: 'acceptRegistration', success: 'AcceptRegistrationSuccess', template: 'registration.accepted' },
  refuse: { action: 'refuseRegistration', success: 'RefuseRegistrationSuccess', template: 'registration.refused' },
  revoke: { action: 'revokeRegistration', success: 'RevokeRegistrationSuccess', template: 'registration.revoked' },
} as const;
