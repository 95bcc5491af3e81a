import { notFound } from '../../../kernel/refusals.ts';
import { Refused, type Tx } from '../../../kernel/types.ts';
import { violationsOf } from '../domain/rules/index.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import { refuseIfTaken } from './calendar.ts';
import { factsOf, type Wanted } from './facts.ts';
import { instrumentById } from './instruments.ts';
import { userClassOf } from './parties.ts';
import type { BookingRoom } from './room.ts';

/** What is examined: a new booking, or the new times of one that is moved (`except`). */
export interface Examined extends Wanted {
  readonly instrumentId: string;
  readonly overrideReason: string | null;
  /** Names of rules that do not apply: a booking that keeps its start is not asked for lead time again. */
  readonly without: readonly string[];
}

/**
 * Throws what stands against a slot: `NotFound`, `RulesViolated` with all broken rules, `SlotTaken`. Call under the calendar's lock.
 * Gives the instrument and the user's class towards it.
 */
export async function examine(
  room: BookingRoom,
  tx: Tx,
  wanted: Examined,
): Promise<{ readonly instrument: InstrumentRow; readonly userClass: BookingRow['userClass'] }> {
  const instrument = await instrumentById(room, wanted.instrumentId, tx.session);
  if (!instrument || instrument.withdrawn) throw notFound(tx.caller, wanted.instrumentId);
  const userClass = await userClassOf(room, wanted.user, instrument, tx.session);
  const facts = await factsOf(room, tx, instrument, userClass, wanted);
  const violations = violationsOf(facts, { overridden: wanted.overrideReason !== null, without: wanted.without });
  if (violations.length > 0) throw rulesViolated(violations);
  await refuseIfTaken(room, tx, instrument, wanted.slot, wanted.except ? [wanted.except] : []);
  return { instrument, userClass };
}

/** The refusal that lists every broken rule. */
function rulesViolated(violations: readonly { readonly message: string }[]): Refused {
  const message = violations.map((violation) => violation.message).join(' ');
  return new Refused({ __typename: 'RulesViolated', message, violations: [...violations] });
}
