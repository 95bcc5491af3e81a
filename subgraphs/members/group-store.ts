import { type Caller, holds } from '../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { AddFundCardInput, AuthoriseGroupMemberInput, CreateResearchGroupInput } from './generated/types.ts';
import type { MemberModels, ResearchGroupRow } from './models.ts';
import type { UnitRecord } from './units.ts';

const unitHeads = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF', 'UNIT_ADMINISTRATOR'] as const;

/** Research groups (课题组): tutor, authorised members, fund cards. */
export class GroupStore {
  readonly #kernel: Kernel;
  readonly #models: MemberModels;

  constructor(kernel: Kernel, models: MemberModels) {
    this.#kernel = kernel;
    this.#models = models;
  }

  /** For a DataLoader: groups that the caller leads, belongs to or administers; null for others. */
  async visibleByIds(caller: Caller, ids: readonly string[]): Promise<(ResearchGroupRow | null)[]> {
    const rows = await this.#models.groups.find({ _id: { $in: [...ids] } }).lean();
    return ids.map((id) => rows.find((row) => row._id === id && this.#sees(caller, row)) ?? null);
  }

  /** Groups that an account leads or belongs to. */
  async ofAccount(accountId: string): Promise<ResearchGroupRow[]> {
    const mine = { $or: [{ tutorId: accountId }, { 'members.accountId': accountId }] };
    return this.#models.groups.find(mine).sort({ name: 1 }).lean();
  }

  create(caller: Caller, input: CreateResearchGroupInput, unitOf: (tx: Tx, id: string) => Promise<UnitRecord | null>) {
    const request = { caller, name: 'createResearchGroup', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      refuseProblems(caller, [required('name', input.name)]);
      const unit = await unitOf(tx, input.unitId);
      if (!unit) throw notFound(caller, input.unitId);
      if (!holds(caller, unitHeads, unit.path)) throw notPermitted(caller);
      await this.#refuseUnknownAccount(tx, input.tutorId);
      const group: ResearchGroupRow = {
        _id: this.#kernel.newId('researchGroup'),
        name: input.name.trim(),
        unitId: unit._id,
        tutorId: input.tutorId,
        members: [],
        cards: [],
        version: 1,
      };
      await this.#models.groups.insertMany([group], { session: tx.session });
      this.#tell(tx, 'createResearchGroup', 'created', null, group);
      return { __typename: 'CreateResearchGroupSuccess', researchGroup: group };
    });
  }

  /** The tutor's word (导师授权): who may book on the group's cards, and until when. */
  authorise(caller: Caller, input: AuthoriseGroupMemberInput) {
    const request = { caller, name: 'authoriseGroupMember', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#inHand(tx, input.groupId);
      if (before.tutorId !== caller.subject && !this.#administers(caller, before)) throw notPermitted(caller);
      await this.#refuseUnknownAccount(tx, input.accountId);
      const member = { accountId: input.accountId, mayBook: input.mayBook, until: input.until ?? null };
      const others = before.members.filter((known) => known.accountId !== input.accountId);
      const after = { ...before, members: [...others, member], version: before.version + 1 };
      await this.#replace(tx, after);
      this.#tell(tx, 'authoriseGroupMember', 'memberAuthorised', before, after);
      return { __typename: 'AuthoriseGroupMemberSuccess', researchGroup: after };
    });
  }

  addCard(caller: Caller, input: AddFundCardInput) {
    const request = { caller, name: 'addFundCard', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#inHand(tx, input.groupId);
      if (!this.#administers(caller, before)) throw notPermitted(caller);
      const taken = before.cards.some((card) => card.number === input.number);
      const twice = { field: 'number', text: { zh: '该经费卡已登记。', en: 'This card is registered already.' } };
      refuseProblems(caller, [required('number', input.number), required('title', input.title), taken ? twice : null]);
      const card = {
        id: this.#kernel.newId('fundCard'),
        number: input.number,
        title: input.title,
        active: true,
        validUntil: input.validUntil ?? null,
      };
      const after = { ...before, cards: [...before.cards, card], version: before.version + 1 };
      await this.#replace(tx, after);
      this.#tell(tx, 'addFundCard', 'cardAdded', before, after);
      return { __typename: 'AddFundCardSuccess', researchGroup: after };
    });
  }

  #sees(caller: Caller, group: ResearchGroupRow): boolean {
    if (caller.kind === 'system' || caller.subject === group.tutorId || this.#administers(caller, group)) return true;
    return group.members.some((member) => member.accountId === caller.subject);
  }

  #administers(caller: Caller, group: ResearchGroupRow): boolean {
    return holds(caller, unitHeads, [this.#kernel.platform.id, group.unitId]);
  }

  async #inHand(tx: Tx, id: string): Promise<ResearchGroupRow> {
    const group = await this.#models.groups.findById(id).session(tx.session).lean();
    if (!group || !this.#sees(tx.caller, group)) throw notFound(tx.caller, id);
    return group;
  }

  async #refuseUnknownAccount(tx: Tx, id: string): Promise<void> {
    if (!(await this.#models.accounts.exists({ _id: id }).session(tx.session))) throw notFound(tx.caller, id);
  }

  async #replace(tx: Tx, after: ResearchGroupRow): Promise<void> {
    const where = { _id: after._id, version: after.version - 1 };
    const { matchedCount } = await this.#models.groups.replaceOne(where, after, { session: tx.session });
    if (matchedCount !== 1) throw new Error(`${after._id} is no longer at version ${after.version - 1}`);
  }

  #tell(tx: Tx, action: string, happened: string, before: ResearchGroupRow | null, after: ResearchGroupRow): void {
    tx.audit({ action, recordId: after._id, before, after });
    const { _id: id, unitId, tutorId, members, cards, name: title } = after;
    const payload = { id, unitId, tutorId, title, members, cards, path: [this.#kernel.platform.id, unitId, id] };
    tx.emit({ type: `researchGroup.${happened}`, recordId: id, version: after.version, payload });
  }
}
