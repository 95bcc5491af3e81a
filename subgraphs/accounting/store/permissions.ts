import { type Caller, holds, PLATFORM_STAFF, type Role } from '../../../kernel/caller.ts';
import type { PartyId } from '../../../ledger/types.ts';

const ACCOUNTANTS: readonly Role[] = PLATFORM_STAFF;
const READERS: readonly Role[] = [...ACCOUNTANTS, 'AUDITOR'];
const UNIT_HEADS: readonly Role[] = ['UNIT_ADMINISTRATOR'];

/** The platform's accountants: they act for the platform, and for firms that write or telephone. */
export function isAccountant(caller: Caller, platform: string): boolean {
  return caller.kind === 'system' || holds(caller, ACCOUNTANTS, [platform]);
}

/** May the caller see all books of the platform? Accountants and auditors may. */
export function seesAllBooks(caller: Caller, platform: string): boolean {
  return caller.kind === 'system' || holds(caller, READERS, [platform]);
}

/** Does the caller stand for the party: is it, administers the unit, or is the legal person's user of the firm? Its researchers don't. */
export function standsFor(caller: Caller, party: PartyId, platform: string): boolean {
  if (caller.subject !== '' && caller.subject === party) return true;
  if (holds(caller, UNIT_HEADS, [platform, party])) return true;
  return caller.unitId === party && caller.grants.some(({ role }) => role === 'FIRM_USER');
}

/** May the caller see what concerns any of the parties? */
export function maySee(caller: Caller, parties: readonly PartyId[], platform: string): boolean {
  return seesAllBooks(caller, platform) || parties.some((party) => standsFor(caller, party, platform));
}

/** May the caller act as the debtor: accept, dispute, ask for an invoice? */
export function mayActAsDebtor(caller: Caller, debtor: PartyId, platform: string): boolean {
  return isAccountant(caller, platform) || standsFor(caller, debtor, platform);
}

/** May the caller act as the creditor: answer, invoice, note receipts? The platform's accountants for the platform and for their units. */
export function mayActAsCreditor(caller: Caller, creditor: PartyId, platform: string): boolean {
  return isAccountant(caller, platform) || holds(caller, UNIT_HEADS, [platform, creditor]);
}
