import type { Caller } from '../../../kernel/caller.ts';
import { kindOf } from '../../../kernel/ids.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  refuseProblems,
  required,
  wrongState,
} from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { PurseRow } from '../../../ledger/models.ts';
import type { ConfirmFundCardChargeInput, FillPurseInput, OpenPurseInput } from '../generated/types.ts';
import { isAccountant, mayActAsCreditor, maySee, standsFor } from './permissions.ts';
import { positive } from './prices.ts';
import type { Room } from './room.ts';

export async function visiblePurse(room: Room, caller: Caller, id: string): Promise<PurseRow | null> {
  const purse = await room.ledger.purses.get(id);
  return purse && (await sees(room, caller, purse)) ? purse : null;
}

export async function visiblePurses(room: Room, caller: Caller, owner: string): Promise<readonly PurseRow[]> {
  const purses = await room.ledger.purses.ofOwner(owner);
  const seen = await Promise.all(purses.map((purse) => sees(room, caller, purse)));
  return purses.filter((_, index) => seen[index]);
}

async function sees(room: Room, caller: Caller, purse: PurseRow): Promise<boolean> {
  if (maySee(caller, [purse.owner, purse.issuer], room.kernel.platform.id)) return true;
  return leads(room, caller, purse.owner);
}

/** Is the owner a research group that the caller leads? */
async function leads(room: Room, caller: Caller, owner: string): Promise<boolean> {
  if (caller.subject === '') return false;
  const group = await room.models.groups.findById(owner).lean();
  return group?.tutorId === caller.subject;
}

const taken = { field: 'reference', text: { zh: '该经费卡已开立。', en: 'This card is open already: fill it.' } };

/** Opens a purse and puts its first value in. A registered fund card keeps its own id, so that bookings that name it are paid from it. */
export function openPurse(room: Room, caller: Caller, input: OpenPurseInput) {
  const { kernel, ledger } = room;
  const request = { caller, name: 'openPurse', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    const issuer = input.issuer ?? kernel.platform.id;
    if (!mayActAsCreditor(caller, issuer, kernel.platform.id)) throw notPermitted(caller);
    refuseProblems(caller, [positive('fen', input.fen), required('reference', input.reference)]);
    const _id =
      input.kind === 'FUND_CARD' && kindOf(input.reference) === 'fundCard' ? input.reference : kernel.newId('purse');
    if (await ledger.purses.get(_id, tx.session)) throw invalidInput(caller, [taken]);
    const { kind, owner, validTo = null } = input;
    await ledger.purses.open(tx, { _id, kind, owner, issuer, validFrom: input.validFrom ?? tx.now, validTo });
    await ledger.purses.fill(tx, _id, input.fen, { id: `${_id}|${input.reference}`, kind: 'fill' });
    tx.audit({ action: 'openPurse', recordId: _id, after: { kind, owner, issuer, fen: input.fen } });
    tx.emit({ type: 'purse.opened', recordId: _id, version: 1, payload: { kind, owner, issuer, fen: input.fen } });
    return { __typename: 'OpenPurseSuccess', purse: await inTransaction(room, tx, _id) };
  });
}

/** Puts more value in: once per reference. */
export function fillPurse(room: Room, caller: Caller, input: FillPurseInput) {
  const { kernel, ledger } = room;
  const request = { caller, name: 'fillPurse', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    const purse = await ledger.purses.get(input.purseId);
    if (!purse) throw notFound(caller, input.purseId);
    if (!mayActAsCreditor(caller, purse.issuer, kernel.platform.id)) throw notPermitted(caller);
    refuseProblems(caller, [positive('fen', input.fen), required('reference', input.reference)]);
    await ledger.purses.fill(tx, purse._id, input.fen, { id: `${purse._id}|${input.reference}`, kind: 'fill' });
    tx.audit({ action: 'fillPurse', recordId: purse._id, after: { fen: input.fen, reference: input.reference } });
    return { __typename: 'FillPurseSuccess', purse: await inTransaction(room, tx, purse._id) };
  });
}

/** The owner of a fund card (the tutor's group) confirms what was pre-deducted for a source: it is then charged. */
export function confirmFundCardCharge(room: Room, caller: Caller, input: ConfirmFundCardChargeInput) {
  const { kernel, ledger } = room;
  const request = { caller, name: 'confirmFundCardCharge', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    const purse = await ledger.purses.get(input.purseId);
    const platform = kernel.platform.id;
    if (!purse || !(await sees(room, caller, purse))) throw notFound(caller, input.purseId);
    const owns = standsFor(caller, purse.owner, platform) || (await leads(room, caller, purse.owner));
    if (!owns && !isAccountant(caller, platform)) throw notPermitted(caller);
    const charged = await ledger.confirmCharge(tx, purse._id, input.sourceId);
    if (!charged) throw wrongState(caller, 'NOT_SETTLED', ['settle']);
    tx.audit({
      action: 'confirmFundCardCharge',
      recordId: purse._id,
      after: { sourceId: input.sourceId, fen: charged },
    });
    return { __typename: 'ConfirmFundCardChargeSuccess', purse: await inTransaction(room, tx, purse._id) };
  });
}

async function inTransaction(room: Room, tx: Tx, id: string) {
  return room.ledger.purses.get(id, tx.session);
}
